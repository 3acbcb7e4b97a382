"""Pen and ink on paper: contours, and strokes that cross where it is dark."""

import numpy as np

from imperium.scene.drawing import blurred, contours, hatched, paper, pen
from imperium.scene.style import Exposed, Pixels, Style
from imperium.scene.texture import Grid, mixed, smoothstep
from imperium.scene.tone import LUMA, quantised, shown

INK, SHEET = np.array([0.11, 0.12, 0.16], np.float32), np.array([0.965, 0.95, 0.915], np.float32)
STROKES = ((38.0, 0.52), (-52.0, 0.34), (82.0, 0.20), (8.0, 0.10))  # degrees, and the tone below which they begin


def line(shot: Exposed) -> Pixels:
    height, width = shot.light.shape[:2]
    spacing = 4.2 * pen(shot.window, 1 / 560)
    tone = blurred(shown(shot.light, shot.grade) @ LUMA, 1.2)
    ink = contours(shot, pen(shot.window), texture=0.55)
    for degrees, begins in STROKES:
        ink = np.maximum(ink, _strokes(hatched(shot.window, height, width, degrees, spacing), tone, begins))
    grain = paper(shot.window, height, width)
    ink = ink * (0.82 + 0.3 * grain)
    sheet = SHEET * (0.965 + 0.05 * grain)[..., None]
    return quantised(np.clip(mixed(sheet, INK, np.clip(ink, 0, 1)), 0, 1), shot.window)


def _strokes(height: Grid, tone: Grid, begins: float) -> Grid:
    """Strokes that swell as it gets darker."""
    swell = np.clip((begins - tone) / 0.3, 0, 1) * 0.62
    strokes = np.where(swell > 0, 1 - smoothstep(0.0, 0.3, height - swell), 0)
    return np.asarray(0.85 * strokes * np.minimum(swell * 8, 1), np.float32)


STYLE = Style("pen and ink on paper, hatched where it is dark", {"contrast": 1.1, "exposure": 0.35}, line, lens=False)
