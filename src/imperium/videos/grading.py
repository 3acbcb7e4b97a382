"""From scene light to a screen's signal, SDR or HDR, and on to the planes that encoders take.

The signal is float32 (h, w, 3) in 0–1: sRGB-encoded Rec. 709, or PQ-encoded BT.2020 (SMPTE ST 2084).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imperium.scene.kernel import kernel
from imperium.scene.scene import Grade
from imperium.scene.tone import INSET, OUTSET, curve
from imperium.videos.signal import FIRST_ENTRY, HIGH, LOW, PEAK_NITS, SHIFT, STEPS, WHITE_NITS, graded

Floats = NDArray[np.float32]
Screen = Literal["sdr", "hdr"]
KNEE = 0.36  # of diffuse white: HDR is the SDR picture below it, and goes on where that one bends
ROUND = 1024  # steps of the vignette
BLOOM_WIDTH = 480
LUMA = {"sdr": (0.2126, 0.0722), "hdr": (0.2627, 0.0593)}


@dataclass(frozen=True, slots=True)
class Grading:
    """A way to a screen: `table` turns light that was mixed by `inset` by its logarithm into values that are mixed by
    `outset`; `pq` codes the square root of a value in diffuse whites, and is empty for SDR; `shades` darken from the
    middle to the corners."""

    screen: Screen
    inset: Floats
    outset: Floats
    table: Floats
    pq: Floats
    saturation: float
    shades: Floats
    bloom: float

    def signal(self, light: Floats, kept: Floats | None = None) -> Floats:
        """The signal of light, in the memory of `kept`; without it, it takes the light's place."""
        signal = light if kept is None else kept
        glow = _bloomed(light) if self.bloom else np.zeros((1, 1, 3), np.float32)
        graded(
            light, glow, np.float32(self.bloom), self.inset, self.outset, self.table, self.pq,
            np.float32(self.saturation), self.shades, signal,
        )  # fmt: skip
        return signal


def grading(grade: Grade | None, screen: Screen) -> Grading:
    """The way of a scene's grade, or for None the way of light that is already as it should be seen (1 is white)."""
    entries = (np.arange((HIGH - LOW) * STEPS, dtype=np.uint32) + FIRST_ENTRY) << SHIFT | 1 << (SHIFT - 1)
    light = entries.astype(np.uint32).view(np.float32)
    stops = np.log2(light.astype(np.float64))
    if grade is None:
        table = light if screen == "hdr" else _srgb(light)
        plain, even = np.eye(3, dtype=np.float32), np.ones(1, np.float32)
        return Grading(screen, plain, plain, table.astype(np.float32), _pq_table(screen), 1.0, even, 0.0)
    shown = curve(np.repeat(light[:, None], 3, 1), grade.contrast)[:, 0]
    table = _extended(shown, stops) if screen == "hdr" else shown
    warm = np.array([1 + 0.16 * grade.warmth, 1.0, 1 - 0.2 * grade.warmth]) * 2.0**grade.exposure
    return Grading(
        screen, (INSET * warm).astype(np.float32), OUTSET.astype(np.float32), table.astype(np.float32),
        _pq_table(screen), grade.saturation * 1.07, _shades(grade.vignette, screen), grade.bloom,
    )  # fmt: skip


def _shades(vignette: float, screen: Screen) -> Floats:
    """What is left of the signal, or of an HDR screen's light, by the squared distance from the middle up to 2."""
    left = 1 - vignette * np.linspace(0, 2, ROUND + 1) ** 1.4 / 2.2
    return (left if screen == "sdr" else left**2.2).astype(np.float32)


def _extended(shown: Floats, stops: NDArray[np.float64]) -> Floats:
    """Light on an HDR screen, in diffuse whites: the SDR curve up to the knee, then on at its slope to the peak."""
    linear = np.maximum(unsrgb(shown), 1e-7)
    knee = int(np.searchsorted(linear, KNEE))
    logs = np.log2(linear)
    slope = (logs[knee] - logs[knee - STEPS // 4]) * 4
    room = np.log2(PEAK_NITS / WHITE_NITS) - logs[knee]
    above = logs[knee] + room * (1 - np.exp(-slope * (stops - stops[knee]) / room))
    return np.exp2(np.where(np.arange(len(stops)) < knee, logs, above)).astype(np.float32)


def unsrgb(encoded: Floats) -> Floats:
    """Linear light of an sRGB signal (IEC 61966-2-1)."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _srgb(linear: Floats) -> Floats:
    bounded = np.clip(linear, 0, 1)
    return np.where(bounded <= 0.0031308, bounded * 12.92, 1.055 * bounded ** (1 / 2.4) - 0.055).astype(np.float32)


def pq(nits: Any) -> NDArray[np.float64]:
    """SMPTE ST 2084's signal of a luminance."""
    y = np.clip(np.asarray(nits, np.float64) / 10_000, 0, 1) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * y) / (1 + 2392 / 128 * y)) ** (2523 / 32)


def nits_of(signal: Any) -> NDArray[np.float64]:
    """The luminance of a PQ signal."""
    y = np.asarray(signal, np.float64) ** (32 / 2523)
    return 10_000 * (np.maximum(y - 3424 / 4096, 0) / (2413 / 128 - 2392 / 128 * y)) ** (16384 / 2610)


def _pq_table(screen: Screen) -> Floats:
    """PQ by the square root of light: 32,768 entries up to the peak."""
    if screen == "sdr":
        return np.zeros(0, np.float32)
    most = PEAK_NITS / WHITE_NITS
    return pq((np.linspace(0, np.sqrt(most), 32768)) ** 2 * WHITE_NITS).astype(np.float32)


def _bloomed(light: Floats) -> Floats:
    """The glow of bright places, small: two wide blurs."""
    small = decimated(light, BLOOM_WIDTH)
    height, width = small.shape[:2]
    sigma = min(height, width) * 0.02
    planes = [Image.fromarray(np.ascontiguousarray(np.minimum(small[..., k], 12))) for k in range(3)]
    return np.stack([0.5 * _blurred(plane, sigma) + 0.5 * _blurred(plane, sigma * 3.5) for plane in planes], -1)


def _blurred(plane: Image.Image, sigma: float) -> Floats:
    """A Gaussian, worked out where it spans four pixels, which is as good and much less work."""
    ndimage: Any = import_module("scipy.ndimage")
    scale = max(sigma / 4, 1.0)
    size = max(round(plane.width / scale), 1), max(round(plane.height / scale), 1)
    soft = ndimage.gaussian_filter(np.asarray(plane.resize(size, Image.Resampling.BOX)), sigma / scale, mode="nearest")
    return np.asarray(Image.fromarray(soft).resize(plane.size, Image.Resampling.BICUBIC), np.float32)


def decimated(light: Floats, width: int) -> Floats:
    """The mean of square blocks, at most about `width` wide; the light itself where that is no wider."""
    side = max(-(-light.shape[1] // width), 1)
    height, across = light.shape[0] // side, light.shape[1] // side
    if side == 1:
        return light
    small = np.empty((max(height, 1), max(across, 1), 3), np.float32)
    _means(light, side, small)
    return small


@kernel
def _means(light: Any, side: int, small: Any) -> None:
    for y in range(small.shape[0]):
        for x in range(small.shape[1]):
            r, g, b = 0.0, 0.0, 0.0
            for j in range(side):
                for i in range(side):
                    r += light[y * side + j, x * side + i, 0]
                    g += light[y * side + j, x * side + i, 1]
                    b += light[y * side + j, x * side + i, 2]
            area = side * side
            small[y, x, 0], small[y, x, 1], small[y, x, 2] = r / area, g / area, b / area
