"""Colours as the renderer takes them: linear Rec. 709."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.float32]


def linear(colour: str) -> Rgb:
    """Linear reflectance (3,) of an sRGB colour (IEC 61966-2-1)."""
    encoded = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)], np.float32) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(np.float32)
