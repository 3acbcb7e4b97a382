"""Procedural textures as float32 arrays. Row 0 is v=0, the bottom. Colours are linear Rec. 709."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grid = NDArray[np.float32]
Floats = NDArray[np.floating[Any]]


def resized(grid: Grid, width: int, height: int) -> Grid:
    """A (h, w) grid resampled with a cubic filter."""
    picture = Image.fromarray(np.ascontiguousarray(grid, np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC), np.float32)


def noise(width: int, height: int, cells_x: float, cells_y: float, rng: np.random.Generator) -> Grid:
    """Smooth value noise in 0–1 that repeats without a seam in both directions."""
    columns, rows = max(2, round(cells_x)), max(2, round(cells_y))
    wrapped = np.pad(rng.random((rows, columns), np.float32), 2, mode="wrap")
    scale_x, scale_y = width / columns, height / rows
    large = resized(wrapped, round((columns + 4) * scale_x), round((rows + 4) * scale_y))
    x, y = round(2 * scale_x), round(2 * scale_y)
    return large[y : y + height, x : x + width]


def fractal(
    width: int,
    height: int,
    cells_x: float,
    cells_y: float,
    rng: np.random.Generator,
    octaves: int = 5,
    gain: float = 0.5,
) -> Grid:
    """Noise summed over octaves (fractional Brownian motion), in about 0–1."""
    total, weight, amplitude = np.zeros((height, width), np.float32), 0.0, 1.0
    for _ in range(octaves):
        if cells_x > width or cells_y > height:
            break
        total += amplitude * noise(width, height, cells_x, cells_y, rng)
        weight += amplitude
        amplitude, cells_x, cells_y = amplitude * gain, cells_x * 2, cells_y * 2
    return total / max(weight, 1e-6)


def mixed(first: Floats, second: Floats, weight: Floats) -> Grid:
    """Colours between `first` and `second`, by a (h, w) weight."""
    return np.asarray(first + (second - first) * weight[..., None], np.float32)


def smoothstep(low: float, high: float, x: Floats) -> Grid:
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def relief(height: Floats, strength: float) -> Grid:
    """A tangent-space normal map (h, w, 3) in 0–1 of a height field; `strength` is height over texel width."""
    slope_u = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) * strength / 2
    slope_v = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) * strength / 2
    normal = np.stack([-slope_u, -slope_v, np.ones_like(height)], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return np.asarray(normal * 0.5 + 0.5, np.float32)


def looked_up(tile: Grid, u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of a (h, w) grid at places where 1 is its whole width or height: bilinear and periodic."""
    height, width = tile.shape
    x, y = u * width, v * height
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = x - x0, y - y0
    corner = [[tile[(y0 + j) % height, (x0 + i) % width] for i in (0, 1)] for j in (0, 1)]
    low = corner[0][0] * (1 - fx) + corner[0][1] * fx
    high = corner[1][0] * (1 - fx) + corner[1][1] * fx
    return np.asarray(low * (1 - fy) + high * fy, np.float64)
