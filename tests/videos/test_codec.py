"""What every codec says of its files, for every size, rate and length that can be asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.videos.codec import INDEX_BYTES, Take, codecs

sides = st.integers(32, 3840).map(lambda half: 2 * half)
takes = st.builds(Take, sides, sides, st.integers(8, 120), st.booleans(), st.booleans())
every_codec = pytest.mark.parametrize("name", sorted(codecs()))


@every_codec
@given(takes, st.integers(1, 7200))
def test_a_frame_more_takes_more_and_no_film_is_free(name: str, take: Take, frames: int) -> None:
    codec = codecs()[name]
    assert INDEX_BYTES < codec.expected_bytes(take, frames) <= codec.expected_bytes(take, frames + take.fps)


@every_codec
@given(st.integers(8, 120), st.booleans(), st.integers(1, 600))
def test_a_larger_picture_takes_more_but_less_a_pixel(name: str, fps: int, hdr: bool, frames: int) -> None:
    rates = [
        codecs()[name].rates(take).bits(take, frames) / take.pixels
        for take in (Take(640, 360, fps, hdr, False), Take(1920, 1080, fps, hdr, False))
    ]
    assert rates[1] < rates[0] < 9 * rates[1]


@pytest.mark.parametrize("name", sorted(name for name, codec in codecs().items() if codec.bits > 8))
def test_hdr_takes_about_half(name: str) -> None:
    plain, wide = (codecs()[name].expected_bytes(Take(1920, 1080, 24, hdr, False), 48) for hdr in (False, True))
    assert 0.3 < wide / plain < 0.7
