"""The name over the last part of a video: letters with air between them, faded in."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

APPEARS, STANDS = 0.62, 0.78  # parts of the video
FIRST_SHADED = 0.62  # of the height
PAPER = np.array([250, 248, 242], np.float32) / np.float32(255)
SHADE = 0.62  # how much the picture darkens behind the name


def carded(signal: NDArray[np.float32], name: str, moment: float, white: float) -> NDArray[np.float32]:
    """The frame (h, w, 3) at `moment` in 0–1, with the name as far as it has appeared; `white` is paper's signal."""
    shown = float(np.clip((moment - APPEARS) / (STANDS - APPEARS), 0, 1))
    if not name or shown == 0:
        return signal
    strength = np.float32(shown * shown * (3 - 2 * shown))
    letters, shadow = _letters(name, signal.shape[1], signal.shape[0])
    first = int(signal.shape[0] * FIRST_SHADED)
    lower = signal[first:]
    lower *= (1 - np.float32(SHADE) * strength * shadow[first:])[..., None]
    lower += (PAPER * np.float32(white) - lower) * (strength * letters[first:])[..., None]
    return signal


@lru_cache(4)
def _letters(name: str, width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Coverage of the letters in the lower part, and of the shade that rises behind them, each (h, w) in 0–1."""
    size = max(min(height * 0.085, width * 0.8 / (len(name) * 0.72)), 6)
    font = ImageFont.load_default(size)
    gap = size * 0.16
    lengths = [font.getlength(letter) for letter in name]
    x = (width - sum(lengths) - gap * (len(name) - 1)) / 2
    sheet = Image.new("L", (width, height))
    draw = ImageDraw.Draw(sheet)
    for letter, length in zip(name, lengths, strict=True):
        draw.text((x, height * 0.885), letter, font=font, fill=255, anchor="lm")
        x += length + gap
    rise = np.clip((np.linspace(0, 1, height, dtype=np.float32) - FIRST_SHADED) / (1 - FIRST_SHADED), 0, 1)
    shade = np.broadcast_to((rise * rise * (3 - 2 * rise))[:, None], (height, width))
    return np.asarray(sheet, np.float32) / np.float32(255), shade
