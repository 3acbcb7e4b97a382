"""From scene light to a display: bloom, exposure, a filmic curve, grade. Arrays are (h, w, 3) float32."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imperium.scene.reflectance import linear
from imperium.scene.scene import Grade, Haze
from imperium.scene.window import Window

Picture = NDArray[np.float32]
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
# Colours are drawn towards grey before the curve and out again after it, so that bright ones fade to white instead of
# to a pure primary; the idea of AgX (T. Sobotka, 2022), with our own weights.
INSET = np.full((3, 3), 0.075, np.float32) + np.eye(3, dtype=np.float32) * 0.775
OUTSET = np.linalg.inv(np.full((3, 3), 0.055) + np.eye(3) * 0.835).astype(np.float32)
BLACK_STOPS, WHITE_STOPS = -9.0, 4.4  # around middle grey
SKY_DEPTH = 0.25  # of the haze's distance: the sky has its own colours
PIVOT, SLOPE = 0.42, 2.35  # display value of middle grey, and the curve's slope there


def display(light: Picture, grade: Grade, window: Window | None = None) -> NDArray[np.uint8]:
    """sRGB pixels. A fixed half-step dither hides banding and keeps equal inputs equal. The light is the whole picture
    unless a window says which part it is."""
    return quantised(framed(light, grade, window), window)


def framed(light: Picture, grade: Grade, window: Window | None = None) -> Picture:
    """Display values in 0–1 (sRGB-encoded), with the vignette of the place that the window names."""
    seen = shown(light, grade)
    if not grade.vignette:
        return seen
    height, width = seen.shape[:2]
    return np.asarray(seen * _vignette(window or Window(width, height), height, width, grade.vignette), np.float32)


def shown(light: Picture, grade: Grade) -> Picture:
    """Display values in 0–1 (sRGB-encoded): bloom, balance, curve and saturation, without the vignette."""
    seen = curve(balanced(bloomed(light, grade.bloom), grade), grade.contrast)
    grey = (seen @ LUMA)[..., None]
    return np.asarray(np.clip(grey + (seen - grey) * grade.saturation * 1.07, 0, 1), np.float32)


def quantised(seen: Picture, window: Window | None = None) -> NDArray[np.uint8]:
    """8-bit pixels of display values in 0–1."""
    height, width = seen.shape[:2]
    return np.asarray(seen * 255 + _dither(window or Window(width, height), height, width), np.uint8)


def curve(light: Picture, contrast: float = 1.0) -> Picture:
    """Display values in 0–1 (sRGB-encoded) of linear light: a sigmoid over the logarithm."""
    inset = np.maximum(light, 0) @ INSET.T
    stops = np.log2(np.maximum(inset, 1e-9) / 0.18)
    position = np.clip((stops - BLACK_STOPS) / (WHITE_STOPS - BLACK_STOPS), 0, 1)
    middle = -BLACK_STOPS / (WHITE_STOPS - BLACK_STOPS)
    shown = _sigmoid(position, middle, SLOPE * contrast)
    outset: Picture = np.clip(shown @ OUTSET.T, 0, 1).astype(np.float32)
    return outset


def _sigmoid(x: Picture, middle: float, slope: float) -> Picture:
    """From (0, 0) through (middle, PIVOT) with `slope` to (1, 1): a power toe and a power shoulder that meet there."""
    toe_power = slope * middle / PIVOT
    shoulder_power = slope * (1 - middle) / (1 - PIVOT)
    toe = PIVOT * (x / middle) ** toe_power
    shoulder = 1 - (1 - PIVOT) * (np.maximum(1 - x, 0) / (1 - middle)) ** shoulder_power
    return np.where(x < middle, toe, shoulder).astype(np.float32)


def balanced(light: Picture, grade: Grade) -> Picture:
    """Linear light as the grade exposes it, with its white balance."""
    warm = np.array([1 + 0.16 * grade.warmth, 1.0, 1 - 0.2 * grade.warmth], np.float32)
    return np.asarray(light * warm * 2.0**grade.exposure, np.float32)


def bloomed(light: Picture, share: float) -> Picture:
    """A share of the light spread over two wide blurs, as in a lens."""
    height, width = light.shape[:2]
    return light if share <= 0 else glowing(light, halo(light), share, Window(width, height))


def halo(light: Picture) -> Picture:
    """What glows round bright places: a small picture, of the same shape, of the light under two wide blurs."""
    height, width = light.shape[:2]
    small = shrunk(np.minimum(light, 12), max(width // 4, 1), max(height // 4, 1))
    reach = max(min(height, width) / 4 * 0.02, 0.6)
    return np.add(_blurred(small, reach), _blurred(small, reach * 3.5)) * np.float32(0.5)


def glowing(light: Picture, glow: Picture, share: float, window: Window) -> Picture:
    """The light of a window with its part of the whole picture's halo."""
    height, width = light.shape[:2]
    down, across = glow.shape[0] / window.height, glow.shape[1] / window.width
    left, top = window.left * across, window.top * down
    part = (left, top, left + width * across, top + height * down)
    return np.asarray(light * (1 - share) + share * shrunk(glow, width, height, part), np.float32)


def hazed(light: Picture, depth: NDArray[np.float32], haze: Haze) -> Picture:
    """Air in front of the scene; `depth` (h, w) in cm, 0 where the ray left for the sky, which shows through."""
    reached = _grown(depth)
    far = np.where(reached > 0, reached, SKY_DEPTH * haze.distance)
    air = (1 - np.exp(-far / haze.distance))[..., None]
    return np.asarray(light * (1 - air) + linear(haze.colour) * haze.glow * air, np.float32)


def _grown(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sky takes the largest distance next to it: on its border the samples may miss what the picture shows."""
    largest = depth
    for axis in (0, 1):
        largest = np.maximum(largest, np.maximum(np.roll(largest, 1, axis), np.roll(largest, -1, axis)))
    return np.where(depth > 0, depth, largest)


def shrunk(light: Picture, width: int, height: int, part: tuple[float, float, float, float] | None = None) -> Picture:
    """The picture, or a part of it (left, top, right, bottom), at another size."""
    planes = [Image.fromarray(np.ascontiguousarray(light[..., k])) for k in range(3)]
    sized = [plane.resize((width, height), Image.Resampling.BILINEAR, part) for plane in planes]
    return np.stack([np.asarray(plane) for plane in sized], -1)


def _blurred(light: Picture, sigma: float) -> Picture:
    taps = np.arange(-int(3 * sigma) - 1, int(3 * sigma) + 2)
    weights = np.exp(-0.5 * (taps / sigma) ** 2)
    weights /= weights.sum()
    for axis in (0, 1):
        pad = [(0, 0)] * 3
        pad[axis] = (len(taps) // 2, len(taps) // 2)
        padded = np.pad(light, pad, mode="edge")
        size = light.shape[axis]
        light = np.zeros_like(light)
        for k, weight in enumerate(weights):
            light += np.float32(weight) * np.take(padded, range(k, k + size), axis)
    return light


@lru_cache(4)
def _vignette(window: Window, height: int, width: int, strength: float) -> Picture:
    y = np.linspace(-1, 1, window.height)[window.top : window.top + height, None]
    x = np.linspace(-1, 1, window.width)[None, window.left : window.left + width]
    return np.asarray(1 - strength * (x * x + y * y)[..., None] ** 1.4 / 2.2, np.float32)


@lru_cache(4)
def _dither(window: Window, height: int, width: int) -> Picture:
    """Interleaved gradient noise in 0–1 (J. Jimenez, "Next Generation Post Processing", SIGGRAPH 2014)."""
    y, x = np.mgrid[window.top : window.top + height, window.left : window.left + width]
    return np.asarray((52.9829189 * ((0.06711056 * x + 0.00583715 * y) % 1.0)) % 1.0, np.float32)[..., None]
