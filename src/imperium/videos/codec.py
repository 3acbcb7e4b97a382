"""The contract of a codec: what the encoder is told so that a screen shows what was meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import ceil

from imperium.kit.kinds import discover

FULL_HD = 1920 * 1080
INDEX_BYTES = 4000
CALMER = 0.15  # the power by which longer films, in which the camera travels more slowly, take less


@dataclass(frozen=True, slots=True)
class Take:
    """What is encoded: its size, frames a second, whether it is HDR, and whether speed counts more than bytes."""

    width: int
    height: int
    fps: int
    hdr: bool
    quick: bool

    @property
    def pixels(self) -> int:
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Rates:
    """Bits a pixel of a key frame, of which there is one a second, and of the frames between, at 1080p and 24 frames a
    second. A larger picture takes less a pixel, and a frame of more a second: by these powers.

    Measured of products and rooms, whose films are within 40 % of this. What a film shows counts for more than
    all else: a city at night takes three to six times as much, a forest in haze as little as a fifth.
    """

    key: float
    between: float
    key_size: float
    between_size: float
    key_pace: float
    between_pace: float

    def bits(self, take: Take, frames: int) -> float:
        """Of a film of so many frames."""
        keys = ceil(frames / take.fps)
        size, pace, seconds = take.pixels / FULL_HD, take.fps / 24, max(frames / take.fps, 1.0)
        key = self.key * size**-self.key_size * pace**-self.key_pace
        between = self.between * size**-self.between_size * pace**-self.between_pace * seconds**-CALMER
        return float(take.pixels * (keys * key + (frames - keys) * between))


@dataclass(frozen=True, slots=True)
class Codec:
    """`library` is FFmpeg's name of the encoder, `tag` the kind of sample entry in the file, `bits` those of a sample.
    `options` tells the encoder how, and `rates` what its files take."""

    library: str
    tag: str
    bits: int
    options: Callable[[Take], dict[str, str]]
    rates: Callable[[Take], Rates]

    def expected_bytes(self, take: Take, frames: int) -> int:
        """The size of a file of so many frames."""
        return int(self.rates(take).bits(take, frames) / 8) + INDEX_BYTES


@cache
def codecs() -> dict[str, Codec]:
    """Every codec by name."""
    return discover("imperium.videos.codecs", Codec, "imperium.videos.codecs")
