"""Watercolour: washes that pool at their edges, grain of the paper, a bare margin."""

import numpy as np

from imperium.scene.drawing import blurred, contours, paper, pen, places, simplified, warped
from imperium.scene.style import Exposed, Pixels, Style
from imperium.scene.texture import Grid, mixed, smoothstep
from imperium.scene.tone import LUMA, quantised, shown

SHEET = np.array([0.975, 0.965, 0.94], np.float32)
PENCIL = np.array([0.36, 0.33, 0.33], np.float32)


def watercolour(shot: Exposed) -> Pixels:
    height, width = shot.light.shape[:2]
    brush = pen(shot.window, 1 / 300)
    seen = warped(shown(shot.light, shot.grade), shot.window, 1.6 * brush)
    wash = simplified(seen, 3 * brush)
    grain, cloud = paper(shot.window, height, width, 160), paper(shot.window, height, width, 9)
    density = 1 + 0.75 * _pools(wash, brush) + 0.30 * (grain - 0.5) + 0.55 * (cloud - 0.5)
    painted = SHEET * np.power(np.clip(_fresh(wash), 0.02, 1), np.clip(density, 0.3, 2)[..., None])
    drawn = mixed(painted, PENCIL, 0.32 * contours(shot, pen(shot.window, 1 / 700)))
    sheet = SHEET * (0.97 + 0.05 * grain)[..., None]
    return quantised(np.clip(mixed(sheet, drawn, _covered(shot, height, width, cloud)), 0, 1), shot.window)


def _pools(wash: Grid, brush: int) -> Grid:
    """Pigment that gathers where a wash ends (0–1)."""
    grey = wash @ LUMA
    return np.asarray(np.clip(np.abs(grey - blurred(grey, 1.2 * brush)) * 7, 0, 1), np.float32)


def _fresh(wash: Grid) -> Grid:
    """Transparent colour: lighter darks, more chroma."""
    grey = (wash @ LUMA)[..., None]
    return np.asarray(0.24 + 0.76 * np.clip(grey + (wash - grey) * 1.6, 0, 1) ** 0.8, np.float32)


def _covered(shot: Exposed, height: int, width: int, cloud: Grid) -> Grid:
    """1 where paint lies; it ends unevenly before the paper does."""
    rows, columns = places(shot.window, height, width)
    side = min(shot.window.width, shot.window.height)
    inside = np.minimum(
        np.minimum(rows, shot.window.height - 1 - rows), np.minimum(columns, shot.window.width - 1 - columns)
    )
    return smoothstep(0.012, 0.03, inside / side + 0.05 * (cloud - 0.5))


STYLE = Style(
    "washes of transparent colour on rough paper",
    {"contrast": 0.9, "exposure": 0.45, "saturation": 1.1, "bloom": -0.04},
    watercolour,
    lens=False,
)
