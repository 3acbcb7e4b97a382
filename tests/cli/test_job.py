"""A picture from the terminal."""

from pathlib import Path

import pytest
from program import Program

from imperium.cli.job import given
from imperium.platform.errors import InvalidInput

SMALL = ("--resolution", "64x64", "--set", "samples=1")


def test_a_picture_is_made_and_saved_and_never_over_another(imperium: Program, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    for number in (1, 2):
        made = imperium("image", "A red ball", *SMALL, "--seed", "3", "--priority", "high", "--out", folder)
        assert made.exit_code == 0, made.output
        assert "about" in made.output
        pictures = sorted(path.name for path in folder.glob("*.png"))
        assert len(pictures) == number
    assert pictures == ["a-red-ball.png", "a-red-ball~2.png"]
    first, second = ((folder / name).read_bytes() for name in pictures)
    assert first == second, "the same seed"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--resolution", "999999x999999"), "smaller size"),
        (("--priority", "urgent"), "priority"),
        (("--set", "colour=red"), "colour"),
        (("--set", "hdr"), "name=value"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(imperium: Program, arguments: tuple[str, ...], told: str) -> None:
    refused = imperium("image", "A red ball", *arguments)
    assert refused.exit_code == 1
    assert told in refused.output
    assert "Traceback" not in refused.output


def test_fields_are_json_where_they_can_be() -> None:
    assert given(["hdr=true", "samples=4", "brand=Verde", 'format=["png","webp"]', "seed=007"]) == {
        "hdr": True,
        "samples": 4,
        "brand": "Verde",
        "format": ["png", "webp"],
        "seed": "007",
    }
    with pytest.raises(InvalidInput):
        given(["=1"])
