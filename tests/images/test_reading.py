"""A picture tells how to make it again, in every format."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.images.packet import from_json, from_xmp, to_json, to_xmp
from imperium.images.reading import read_request
from imperium.images.selection import FORMAT_NAMES
from imperium.platform.capability import Context
from imperium.platform.errors import InvalidInput, NotFound

pytestmark = pytest.mark.asyncio(loop_scope="module")
HELD = st.dictionaries(st.text(max_size=20), st.text(max_size=200) | st.integers() | st.booleans(), max_size=8)


async def test_the_request_that_is_read_back_gives_the_same_bytes(context: Context) -> None:
    asked = {
        "prompt": "a jar “Vérde” 罐 in a studio",
        "resolution": "72x64",
        "samples": 1,
        "brightness": 0.5,
        "format": list(FORMAT_NAMES),
        "layers": ["mask"],
        "seed": 11,
    }
    first = (await context.call("image_generation", asked)).output
    for name in FORMAT_NAMES:
        request = read_request(context.artifacts.path(first["files"][name]["name"]))
        assert request["prompt"] == asked["prompt"]
        assert request["scene"]["version"] == 1
    again = (await context.call("image_generation", request)).output
    assert {k: v["name"] for k, v in again["files"].items()} == {k: v["name"] for k, v in first["files"].items()}


async def test_several_pictures_have_seeds_that_count_up(context: Context) -> None:
    asked = {"prompt": "an orb", "resolution": "64x64", "samples": 1, "seed": 2**32 - 1, "count": 2}
    result = await context.call("image_generation", asked)
    assert [one["seed"] for one in result.output["images"]] == [2**32 - 1, 0]
    assert len({one["image"]["name"] for one in result.output["images"]}) == 2
    second = context.artifacts.path(result.output["images"][1]["image"]["name"])
    request = read_request(second)
    alone = (await context.call("image_generation", request)).output
    assert alone["image"]["name"] == second.name


@given(HELD)
async def test_any_text_survives_its_packets(parameters: dict[str, Any]) -> None:
    assert from_json(to_json(parameters)) == parameters
    assert from_xmp(to_xmp(parameters)) == parameters


async def test_a_packet_that_is_too_long_goes_without_its_scene() -> None:
    noise = {"scene": {str(n): n**5 for n in range(20_000)}, "prompt": "x"}
    assert from_xmp(to_xmp(noise, 60_000)) == {"prompt": "x"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain text",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04 no zip",
        b"\xff\xd8\xff\xe0",
        b"v/1\x01",
        b"II+\0" + b"\xff" * 40,
    ],
)
async def test_other_files_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.png"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"file\.png"):
        read_request(path)
    with pytest.raises(NotFound):
        read_request(tmp_path / "none.png")
