"""Pixel art: large square pixels of few colours, dark outlines, a woven dither."""

import numpy as np

from imperium.scene.drawing import contours
from imperium.scene.style import Exposed, Pixels, Style
from imperium.scene.texture import Grid
from imperium.scene.tone import LUMA, shown

BLOCKS = 132  # along the shorter side
LEVELS = np.array([8, 9, 7], np.float32)  # of red, green and blue, less one
INK = np.array([0.10, 0.09, 0.16], np.float32)
WEAVE = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32)  # B. E. Bayer, 1973


def pixel(shot: Exposed) -> Pixels:
    side = max(round(min(shot.window.width, shot.window.height) / BLOCKS), 1)
    top, left = shot.window.top % side, shot.window.left % side
    height, width = shot.light.shape[:2]
    seen = _averaged(_vivid(shown(shot.light, shot.grade)), side, top, left)
    lines = _averaged(contours(shot, max(side // 2, 1))[..., None], side, top, left)
    inked = np.where(lines > 0.42, seen * 0.35 + INK * 0.4, seen)
    few = _woven(inked, shot.window.top // side, shot.window.left // side)
    large = np.repeat(np.repeat(few, side, 0), side, 1)[top : top + height, left : left + width]
    return np.asarray(np.rint(large * 255), np.uint8)


def _averaged(grid: Grid, side: int, top: int, left: int) -> Grid:
    """Means over square blocks that lie on the whole picture's lattice."""
    height, width, depth = grid.shape
    below, beside = -(top + height) % side, -(left + width) % side
    padded = np.pad(grid, ((top, below), (left, beside), (0, 0)), mode="edge")
    rows, columns = padded.shape[0] // side, padded.shape[1] // side
    return np.asarray(padded.reshape(rows, side, columns, side, depth).mean((1, 3)), np.float32)


def _woven(seen: Grid, row: int, column: int) -> Grid:
    """Each channel in few levels; between two of them the weave decides."""
    rows, columns = np.arange(seen.shape[0]) + row, np.arange(seen.shape[1]) + column
    threshold = (WEAVE[np.ix_(rows % 4, columns % 4)] / 16 - 0.47)[..., None] * 0.4
    return np.asarray(np.clip(np.rint(seen * LEVELS + threshold), 0, LEVELS) / LEVELS, np.float32)


def _vivid(seen: Grid) -> Grid:
    grey = (seen @ LUMA)[..., None]
    return np.asarray(np.clip(grey + (seen - grey) * 1.25, 0, 1), np.float32)


STYLE = Style(
    "large square pixels of few colours", {"contrast": 1.12, "exposure": 0.2, "bloom": -0.03}, pixel, lens=False
)
