"""A picture or a video from the terminal."""

from pathlib import Path

import av
import pytest
from program import Program

from imperium.cli.job import given
from imperium.images.reading import read_request
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


def test_a_picture_is_made_again_as_it_was_and_with_changes(imperium: Program, tmp_path: Path) -> None:
    def made(folder: str, *arguments: str | Path) -> Path:
        told = imperium("image", *arguments, "--out", tmp_path / folder)
        assert told.exit_code == 0, told.output
        return next((tmp_path / folder).glob("*.png"))

    first = made("first", "A red ball", *SMALL, "--seed", "3")
    again = made("again", "--again", first)
    smaller = made("smaller", "--again", first, "--resolution", "72x72")
    other = made("other", "A blue ball", "--again", first)
    assert again.read_bytes() == first.read_bytes()
    asked, changed, new = (read_request(path) for path in (first, smaller, other))
    assert changed == {**asked, "resolution": "72x72"}
    assert new["prompt"] == "A blue ball"
    assert (new["resolution"], new["seed"]) == ("64x64", 3)
    assert new["scene"] != asked["scene"]


def test_what_is_no_picture_of_ours_is_not_made_again(imperium: Program, tmp_path: Path) -> None:
    (tmp_path / "note.png").write_text("a note")
    for arguments, told in [
        (("--again", tmp_path / "note.png"), "note.png: it is no picture"),
        (("--again", tmp_path / "none.png"), "There is no file"),
        ((), "--again"),
    ]:
        refused = imperium("image", *arguments)
        assert refused.exit_code == 1
        assert told in refused.output
        assert "Traceback" not in refused.output


def test_a_video_is_made_and_saved(imperium: Program, tmp_path: Path) -> None:
    short = ("--resolution", "64x64", "--duration", "1", "--fps", "8", "--set", "quality=draft")
    made = imperium("video", "A red ball", *short, "--seed", "3", "--out", tmp_path / "films")
    assert made.exit_code == 0, made.output
    assert "about" in made.output
    film = next((tmp_path / "films").glob("*.mp4"))
    assert film.name == "a-red-ball.mp4"
    with av.open(str(film)) as opened:
        stream = opened.streams.video[0]
        assert (stream.width, stream.height, stream.frames) == (64, 64, 8)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--duration", "1000000000"), "duration"),
        (("--resolution", "16K", "--fps", "120"), "16K"),
        (("--set", "camera=sideways"), "camera"),
        (("--priority", "urgent"), "priority"),
    ],
)
def test_what_is_wrong_with_a_video_is_said_in_a_sentence(
    imperium: Program, arguments: tuple[str, ...], told: str
) -> None:
    refused = imperium("video", "A red ball", *arguments)
    assert refused.exit_code == 1
    assert told in refused.output
    assert "Traceback" not in refused.output


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
