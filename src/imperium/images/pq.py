"""From linear light to the perceptual quantizer of HDR displays. Arrays are (h, w, 3) float32."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WHITE_NITS = 203.0  # a white sheet of paper, ITU-R BT.2408
PEAK_NITS = 1000.0
KNEE = 0.7  # of the peak: brighter light is bent towards it
TO_BT2020 = np.array(
    [[0.627404, 0.329283, 0.043313], [0.069097, 0.919540, 0.011362], [0.016391, 0.088013, 0.895595]], np.float32
)  # ITU-R BT.2087, from BT.709
M1, M2, C1, C2, C3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128  # SMPTE ST 2084
KR, KB = 0.2627, 0.0593  # ITU-R BT.2020

Planes = tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint16]]


def signal(nits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The PQ signal in 0–1 of a luminance in cd/m²."""
    power = np.power(np.clip(nits, 0, 10_000) / 10_000, M1)
    return np.asarray(((C1 + C2 * power) / (1 + C3 * power)) ** M2, np.float32)


def nits(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Luminance of light in which 1.0 is white; above the knee it nears the peak without reaching it."""
    linear = np.maximum(light @ TO_BT2020.T, 0) * WHITE_NITS
    knee, rest = KNEE * PEAK_NITS, (1 - KNEE) * PEAK_NITS
    over = np.maximum(linear - knee, 0)
    return np.asarray(np.where(linear > knee, knee + rest * over / (over + rest), linear), np.float32)


def planes(light: NDArray[np.float32]) -> Planes:
    """10-bit Y′CbCr 4:2:0 of narrow range; both sides of the light are even."""
    coded = signal(nits(light))
    luma = coded @ np.array([KR, 1 - KR - KB, KB], np.float32)
    quarter = coded.reshape(coded.shape[0] // 2, 2, coded.shape[1] // 2, 2, 3).mean((1, 3))
    grey = quarter @ np.array([KR, 1 - KR - KB, KB], np.float32)
    blue = (quarter[..., 2] - grey) / (2 * (1 - KB))
    red = (quarter[..., 0] - grey) / (2 * (1 - KR))
    y, cb, cr = 64 + 876 * luma, 512 + 896 * blue, 512 + 896 * red
    return (np.rint(y).astype(np.uint16), np.rint(cb).astype(np.uint16), np.rint(cr).astype(np.uint16))
