"""Sizes of pictures and videos, as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imperium.platform.errors import InvalidInput, TooLarge

NAMED = {
    "sd": (640, 360),
    "360p": (640, 360),
    "480p": (854, 480),
    "hd": (1280, 720),
    "720p": (1280, 720),
    "fhd": (1920, 1080),
    "1080p": (1920, 1080),
    "full hd": (1920, 1080),
    "1k": (1024, 1024),
    "2k": (2048, 1152),
    "1440p": (2560, 1440),
    "qhd": (2560, 1440),
    "4k": (3840, 2160),
    "uhd": (3840, 2160),
    "2160p": (3840, 2160),
    "8k": (7680, 4320),
    "16k": (15360, 8640),
}
SMALLEST = 64


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def aspect(self) -> float:
        return self.width / self.height

    @property
    def pixels(self) -> int:
        return self.width * self.height


def parse_size(text: str, largest: int, *, even: bool = False) -> Size:
    """`768x960`, `1024` (a square), `4K`. `even` rounds both sides to even numbers, as video codecs need.

    Raises:
        InvalidInput: not a size, or below 64 pixels.
        TooLarge: a side is longer than `largest`; names the nearest size that is possible.
    """
    size = _read(text.strip().lower())
    if min(size.width, size.height) < SMALLEST:
        raise InvalidInput(
            f"resolution: {text!r} is below {SMALLEST} pixels.", field="resolution", value=text, limit=SMALLEST
        )
    if max(size.width, size.height) > largest:
        scale = largest / max(size.width, size.height)
        nearest = Size(
            max(int(size.width * scale) // 2 * 2, SMALLEST), max(int(size.height * scale) // 2 * 2, SMALLEST)
        )
        raise TooLarge(
            f"resolution: {text!r} is {size}; the embedded engine draws at most {largest} pixels a side.",
            field="resolution",
            value=text,
            limit=largest,
            nearest=str(nearest),
            remedy=f"Ask for {nearest}, or connect a provider that goes further.",
        )
    return Size(size.width // 2 * 2, size.height // 2 * 2) if even else size


def _read(text: str) -> Size:
    if text in NAMED:
        return Size(*NAMED[text])
    found = re.fullmatch(r"(\d{1,6})(?:\s*[x×*]\s*(\d{1,6}))?(?:\s*px)?", text)
    if not found:
        raise InvalidInput(
            f"resolution: {text[:40]!r} is not a size.",
            field="resolution",
            value=text[:40],
            remedy="Write it as 1024x768, as 1024 for a square, or as HD, 1080p or 4K.",
        )
    width = int(found.group(1))
    return Size(width, int(found.group(2) or width))
