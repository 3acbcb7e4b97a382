"""The contract of a codec: what the encoder is told so that a screen shows what was meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from imperium.kit.kinds import discover


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
class Codec:
    """`library` is FFmpeg's name of the encoder, `tag` the kind of sample entry in the file, `bits` those of a sample.
    `options` tells the encoder how; `bits_a_pixel` and `floor_bits` are what a pixel and a frame take, measured."""

    library: str
    tag: str
    bits: int
    options: Callable[[Take], dict[str, str]]
    bits_a_pixel: float
    floor_bits: float

    def expected_bytes(self, pixels: int, frames: int) -> int:
        """The size of a file of frames of so many pixels."""
        return int(frames * (self.floor_bits + self.bits_a_pixel * pixels) / 8) + 4000


@cache
def codecs() -> dict[str, Codec]:
    """Every codec by name."""
    return discover("imperium.videos.codecs", Codec, "imperium.videos.codecs")
