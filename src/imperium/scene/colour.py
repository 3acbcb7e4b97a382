"""Colours: `#rrggbb` in scenes, linear Rec. 709 in the renderer."""

from __future__ import annotations

import colorsys
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import StringConstraints

Hex = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Rgb = NDArray[np.float32]


def linear(colour: str) -> Rgb:
    """Linear reflectance (3,) of an sRGB colour (IEC 61966-2-1)."""
    encoded = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)], np.float32) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(np.float32)


def hex_of(encoded: tuple[float, float, float]) -> str:
    """`#rrggbb` of sRGB components in 0–1."""
    return "#" + "".join(f"{round(255 * min(max(part, 0.0), 1.0)):02x}" for part in encoded)


def shifted(colour: str, hue: float = 0.0, lightness: float = 0.0, saturation: float = 1.0) -> str:
    """The colour with its hue turned by `hue` (1 is a full turn), made lighter or darker, and more or less vivid."""
    h, light, s = colorsys.rgb_to_hls(*(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)))
    lit = min(max(light + lightness, 0.0), 1.0)
    return hex_of(colorsys.hls_to_rgb((h + hue) % 1, lit, min(s * saturation, 1.0)))


def lightness(colour: str) -> float:
    """HLS lightness in 0–1."""
    return colorsys.rgb_to_hls(*(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)))[1]


def contrasting(colour: str) -> str:
    """A warm off-white or a near-black, whichever is easier to read on `colour`."""
    return "#efeadb" if lightness(colour) < 0.52 else "#2b2a27"
