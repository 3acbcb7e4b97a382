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

Floats = NDArray[np.float32]
Screen = Literal["sdr", "hdr"]
WHITE_NITS, PEAK_NITS = 203.0, 1000.0  # diffuse white: ITU-R BT.2408
KNEE = 0.36  # of diffuse white: HDR is the SDR picture below it, and goes on where that one bends
LOW, HIGH, STEPS = -16, 12, 1024  # stops that tables cover, entries a stop
SHIFT = 13  # bits of a float's fraction that a table leaves out: ten stay
FIRST_ENTRY = (127 + LOW) << 10
ROUND = 1024  # entries of the vignette, by the squared distance from the middle up to 2
BLOOM_WIDTH = 480
TO_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])  # BT.2087
LUMA = {"sdr": (0.2126, 0.0722), "hdr": (0.2627, 0.0593)}


@dataclass(frozen=True, slots=True)
class Grading:
    """A way to a screen: `table` turns light by its logarithm into values that are mixed by `outset`; `pq` codes the
    square root of a value in diffuse whites, and is empty for SDR."""

    screen: Screen
    gain: NDArray[np.float64]
    inset: NDArray[np.float64]
    outset: NDArray[np.float64]
    table: Floats
    pq: Floats
    saturation: float
    vignette: float
    bloom: float

    def signal(self, light: Floats) -> Floats:
        """The signal of light; takes the light's place in memory."""
        small = _bloomed(light) if self.bloom else np.zeros((1, 1, 3), np.float32)
        graded(
            light, small, self.bloom, self.gain, self.inset, self.outset, self.table, self.pq, self.saturation,
            self.vignette,
        )  # fmt: skip
        return light


def grading(grade: Grade | None, screen: Screen) -> Grading:
    """The way of a scene's grade, or for None the way of light that is already as it should be seen (1 is white)."""
    entries = (np.arange((HIGH - LOW) * STEPS, dtype=np.uint32) + FIRST_ENTRY) << SHIFT | 1 << (SHIFT - 1)
    light = entries.astype(np.uint32).view(np.float32)
    stops = np.log2(light.astype(np.float64))
    if grade is None:
        table = light if screen == "hdr" else _srgb(light)
        plain = np.eye(3)
        return Grading(screen, np.ones(3), plain, plain, table.astype(np.float32), _pq_table(screen), 1.0, 0.0, 0.0)
    shown = curve(np.repeat(light[:, None], 3, 1), grade.contrast)[:, 0]
    table = _extended(shown, stops) if screen == "hdr" else shown
    warm = np.array([1 + 0.16 * grade.warmth, 1.0, 1 - 0.2 * grade.warmth]) * 2.0**grade.exposure
    return Grading(
        screen, warm, INSET.astype(float), OUTSET.astype(float), table.astype(np.float32), _pq_table(screen),
        grade.saturation * 1.07, grade.vignette, grade.bloom,
    )  # fmt: skip


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
    """The mean of square blocks, at most about `width` wide."""
    side = max(-(-light.shape[1] // width), 1)
    height, across = light.shape[0] // side, light.shape[1] // side
    if side == 1:
        return light.copy()
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


@kernel
def graded(
    light: Any, small: Any, bloom: float, gain: Any, inset: Any, outset: Any, table: Any, pq_table: Any,
    saturation: float, vignette: float,
) -> None:  # fmt: skip
    """Turns light (h, w, 3) into its signal where it lies."""
    height, width = light.shape[:2]
    rows, columns = small.shape[:2]
    last, hdr = table.size - 1, pq_table.size > 0
    reach = (pq_table.size - 1) / np.sqrt(1000.0 / 203.0)
    value = np.empty(3, np.float32)
    mixed = np.empty(3, np.float32)
    shades = np.empty(ROUND + 1, np.float32)
    for k in range(ROUND + 1):
        shades[k] = (1.0 - vignette * (2.0 * k / ROUND) ** 1.4 / 2.2) ** (2.2 if hdr else 1.0)
    for y in range(height):
        gy = min(max((y + 0.5) / height * rows - 0.5, 0.0), rows - 1.0)
        low = min(int(gy), max(rows - 2, 0))
        fy, up = gy - low, min(low + 1, rows - 1)
        v = 2.0 * y / max(height - 1, 1) - 1.0
        for x in range(width):
            if bloom > 0:
                gx = min(max((x + 0.5) / width * columns - 0.5, 0.0), columns - 1.0)
                left = min(int(gx), max(columns - 2, 0))
                fx, right = gx - left, min(left + 1, columns - 1)
            for c in range(3):
                value[c] = light[y, x, c]
                if bloom > 0:
                    near = small[low, left, c] * (1 - fx) + small[low, right, c] * fx
                    far = small[up, left, c] * (1 - fx) + small[up, right, c] * fx
                    value[c] = value[c] * (1 - bloom) + bloom * (near * (1 - fy) + far * fy)
                value[c] *= gain[c]
            for c in range(3):
                some = np.float32(inset[c, 0] * value[0] + inset[c, 1] * value[1] + inset[c, 2] * value[2])
                entry = np.int64(np.float32(max(some, np.float32(1e-9))).view(np.int32) >> SHIFT) - FIRST_ENTRY
                mixed[c] = table[min(max(entry, 0), last)]
            for c in range(3):
                value[c] = max(outset[c, 0] * mixed[0] + outset[c, 1] * mixed[1] + outset[c, 2] * mixed[2], 0.0)
                if not hdr:
                    value[c] = min(value[c], 1.0)
            grey = 0.2126 * value[0] + 0.7152 * value[1] + 0.0722 * value[2]
            shade = 1.0
            if vignette > 0:
                u = 2.0 * x / max(width - 1, 1) - 1.0
                shade = shades[min(int((u * u + v * v) * (ROUND / 2.0)), ROUND)]
            for c in range(3):
                value[c] = max(grey + (value[c] - grey) * saturation, 0.0)
                if not hdr:
                    light[y, x, c] = min(value[c], 1.0) * shade
                else:
                    value[c] *= shade
            if hdr:
                mixed[0] = 0.6274 * value[0] + 0.3293 * value[1] + 0.0433 * value[2]
                mixed[1] = 0.0691 * value[0] + 0.9195 * value[1] + 0.0114 * value[2]
                mixed[2] = 0.0164 * value[0] + 0.0880 * value[1] + 0.8956 * value[2]
                for c in range(3):
                    light[y, x, c] = pq_table[min(int(np.sqrt(mixed[c]) * reach + 0.5), pq_table.size - 1)]


@kernel
def planes(signal: Any, red: float, blue: float, full: int, y_plane: Any, u_plane: Any, v_plane: Any) -> None:
    """Limited-range 4:2:0 planes of a signal; `red` and `blue` are their shares of luma, `full` is 255 or 1023.

    A fixed pattern of less than a step hides banding (J. Jimenez's interleaved gradient noise).
    """
    green = 1.0 - red - blue
    unit = (full + 1) // 256
    floor, luma, chroma = 16.0 * unit, 219.0 * unit, 224.0 * unit
    for y in range(0, signal.shape[0], 2):
        for x in range(0, signal.shape[1], 2):
            sr, sb, sy = 0.0, 0.0, 0.0
            for j in range(2):
                for i in range(2):
                    r, g, b = signal[y + j, x + i, 0], signal[y + j, x + i, 1], signal[y + j, x + i, 2]
                    bright = red * r + green * g + blue * b
                    wave = 0.06711056 * (x + i) + 0.00583715 * (y + j)
                    wave = 52.9829189 * (wave - np.floor(wave))
                    y_plane[y + j, x + i] = int(bright * luma + floor + (wave - np.floor(wave)))
                    sr, sb, sy = sr + r, sb + b, sy + bright
            u_plane[y // 2, x // 2] = int((sb - sy) * 0.25 / (2.0 * (1.0 - blue)) * chroma + 128.0 * unit + 0.5)
            v_plane[y // 2, x // 2] = int((sr - sy) * 0.25 / (2.0 * (1.0 - red)) * chroma + 128.0 * unit + 0.5)
