"""Sizes as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import InvalidInput, TooLarge
from imperium.scene.resolution import Size, parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("768x960", Size(768, 960)),
        ("1024", Size(1024, 1024)),
        ("4K", Size(3840, 2160)),
        (" 640 × 360 ", Size(640, 360)),
    ],
)
def test_sizes_are_read(text: str, size: Size) -> None:
    assert parse_size(text, 4096) == size


def test_over_the_limit_names_limit_and_nearest_possible() -> None:
    with pytest.raises(TooLarge) as caught:
        parse_size("8K", 4096)
    assert caught.value.extra["limit"] == 4096
    assert "4096x2304" in caught.value.extra["nearest"]


@pytest.mark.parametrize("text", ["big", "0x0", "63x64", "-5x7", "1024x", ""])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_size(text, 4096)


@given(st.text(max_size=30))
def test_any_text_gives_a_size_or_an_error_of_ours(text: str) -> None:
    with suppress(InvalidInput, TooLarge):
        size = parse_size(text, 4096, even=True)
        assert size.width % 2 == size.height % 2 == 0


def test_videos_get_even_sides() -> None:
    assert parse_size("641x361", 4096, even=True) == Size(640, 360)
