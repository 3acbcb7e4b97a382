"""What drawn styles share: contours, hatching, paper, simplified colour. Arrays are float32, (h, w) or (h, w, 3)."""

from __future__ import annotations

import math
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np

from imperium.scene.style import Exposed
from imperium.scene.texture import Grid, fractal, smoothstep
from imperium.scene.trace import Guides
from imperium.scene.window import Window

PAPER_TEXELS = 1024
FOLD, STEP = 0.16, 0.02  # 1 - cosine between neighbouring normals; relative change of slope in inverse depth


def pen(window: Window, share: float = 1 / 620) -> int:
    """A line's width in pixels: a share of the picture's shorter side, but never so wide that a tile can't hold it."""
    return int(min(max(round(min(window.width, window.height) * share), 1), 6))


def contours(shot: Exposed, width: int, texture: float = 0.0) -> Grid:
    """How much of a line (0–1) passes each pixel: outlines by distance, folds by normals, `texture` by colour."""
    lines = np.maximum(_steps(shot.guides, width), _folds(shot.guides, width))
    if texture:
        lines = np.maximum(lines, texture * _patches(shot.guides, width))
    soft = np.clip(blurred(lines, 0.35 * width + 0.25) * 1.15, 0, 1)
    return np.asarray(soft * _through_air(shot), np.float32)


def _through_air(shot: Exposed) -> Grid:
    """Lines fade with the distance as everything does, so the horizon isn't ruled."""
    haze = shot.grade.haze
    return np.exp(-_farthest(shot.guides.depth) / (1.6 * haze.distance)) if haze else np.ones_like(shot.guides.depth)


def _farthest(depth: Grid) -> Grid:
    """The distance of what is drawn beside the sky, for the sky's border too."""
    flat: Any = import_module("scipy.ndimage")
    return np.where(depth > 0, depth, flat.grey_dilation(depth, (5, 5), mode="nearest")).astype(np.float32)


def _steps(guides: Guides, width: int) -> Grid:
    """Inverse distance is linear over a plane, so its second difference shows only where something else begins."""
    near = np.where(guides.depth > 0, 1 / np.maximum(guides.depth, 1e-3), 0).astype(np.float32)
    bend = sum(np.abs(_shifted(near, width, axis) + _shifted(near, -width, axis) - 2 * near) for axis in (0, 1))
    largest = np.maximum.reduce([_shifted(near, s, axis) for s in (-width, 0, width) for axis in (0, 1)])
    return smoothstep(STEP, 3 * STEP, np.asarray(bend / np.maximum(largest, 1e-9), np.float32))


def _folds(guides: Guides, width: int) -> Grid:
    solid = guides.depth > 0
    turn = np.zeros_like(guides.depth)
    for axis in (0, 1):
        first, second = _shifted(guides.normal, width // 2, axis), _shifted(guides.normal, -((width + 1) // 2), axis)
        known = solid & (_shifted(guides.depth, width, axis) > 0) & (_shifted(guides.depth, -width, axis) > 0)
        turn = np.maximum(turn, np.where(known, 1 - (first * second).sum(-1), 0))
    return smoothstep(FOLD, 4 * FOLD, turn)


def _patches(guides: Guides, width: int) -> Grid:
    tone = np.sqrt(np.clip(guides.albedo, 0, 1))
    change = sum(np.abs(_shifted(tone, width, axis) - _shifted(tone, -width, axis)).max(-1) for axis in (0, 1))
    return smoothstep(0.14, 0.42, np.asarray(change, np.float32))


def _shifted(grid: Grid, by: int, axis: int) -> Grid:
    """The grid moved by whole pixels; its border repeats."""
    if not by:
        return grid
    places = np.clip(np.arange(grid.shape[axis]) - by, 0, grid.shape[axis] - 1)
    return np.take(grid, places, axis)


def blurred(grid: Grid, sigma: float) -> Grid:
    """A Gaussian blur over the picture's plane, three sigma wide."""
    flat: Any = import_module("scipy.ndimage")
    return np.asarray(flat.gaussian_filter(grid, (sigma, sigma, *(0,) * (grid.ndim - 2)), mode="nearest", truncate=3.0))


def simplified(colour: Grid, radius: int) -> Grid:
    """Patches of even colour with sharp borders: of the four windows beside a pixel, the mean of the calmest.

    After M. Kuwahara et al., "Processing of RI-angiocardiographic images" (1976), weighted softly instead of picking.
    """
    flat: Any = import_module("scipy.ndimage")
    size, half = radius + 1, (radius + 1) // 2

    def mean(grid: Grid) -> Grid:
        return np.asarray(flat.uniform_filter(grid, (size, size, 0)[: grid.ndim], mode="nearest"))

    averages, luma = mean(colour), colour.mean(-1)
    spread = np.maximum(mean(luma * luma) - mean(luma) ** 2, 0)
    total, weight = np.zeros_like(colour), np.zeros(luma.shape, np.float32)
    for dy, dx in ((-half, -half), (-half, half), (half, -half), (half, half)):
        calm = 1 / (_shifted(_shifted(spread, dy, 0), dx, 1) + 1e-5) ** 3
        total += _shifted(_shifted(averages, dy, 0), dx, 1) * calm[..., None]
        weight += calm
    return np.asarray(total / weight[..., None], np.float32)


def places(window: Window, height: int, width: int) -> tuple[Grid, Grid]:
    """Row and column in the whole picture of each pixel, (h, 1) and (1, w)."""
    rows = np.arange(window.top, window.top + height, dtype=np.float32)[:, None]
    return rows, np.arange(window.left, window.left + width, dtype=np.float32)[None]


def paper(window: Window, height: int, width: int, cells: int = 90) -> Grid:
    """Grain of rough paper in about 0–1, fixed to the whole picture; `cells` of it fit into 1024 pixels."""
    rows, columns = places(window, height, width)
    row, column = rows[:, 0].astype(int) % PAPER_TEXELS, columns[0].astype(int) % PAPER_TEXELS
    return np.asarray(_sheet(cells)[np.ix_(row, column)], np.float32)


@lru_cache(8)
def _sheet(cells: int) -> Grid:
    return fractal(PAPER_TEXELS, PAPER_TEXELS, cells, cells, np.random.default_rng(cells), 4, 0.6)


def hatched(window: Window, height: int, width: int, degrees: float, spacing: float) -> Grid:
    """Height in 0–1 over parallel strokes `spacing` pixels apart that waver as a hand does: 0 in a stroke's middle."""
    rows, columns = places(window, height, width)
    turn = math.radians(degrees)
    across = columns * math.sin(turn) + rows * math.cos(turn)
    waver = (paper(window, height, width, 6) - 0.5) * 2.2
    phase = (across / spacing + waver) % 1.0
    return np.asarray(np.abs(phase - 0.5) * 2, np.float32)


def warped(picture: Grid, window: Window, amount: float) -> Grid:
    """The picture pulled about by up to `amount` pixels, as edges of wet paint are."""
    flat: Any = import_module("scipy.ndimage")
    height, width = picture.shape[:2]
    dy, dx = ((paper(window, height, width, cells) - 0.5) * 4 * amount for cells in (22, 25))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    moved = [
        flat.map_coordinates(picture[..., k], (rows + dy, columns + dx), order=1, mode="nearest") for k in range(3)
    ]
    return np.stack(moved, -1).astype(np.float32)
