"""A drawn film: flat colours in a few steps of light, ink outlines."""

import numpy as np

from imperium.scene.drawing import blurred, contours, pen, simplified
from imperium.scene.style import Exposed, Pixels, Style
from imperium.scene.texture import Grid, mixed, smoothstep
from imperium.scene.tone import LUMA, quantised, shown

INK = np.array([0.09, 0.08, 0.12], np.float32)
STEPS = (0.13, 0.30, 0.50, 0.72, 0.90)  # borders between the tones
TONES = (0.12, 0.25, 0.43, 0.63, 0.82, 0.97)
EDGE = 0.012  # softness of a border


def toon(shot: Exposed) -> Pixels:
    width = pen(shot.window, 1 / 420)
    seen = simplified(shown(shot.light, shot.grade), 3 * width)
    flat = _vivid(_stepped(seen))
    lines = contours(shot, width, texture=0.35)
    return quantised(np.clip(mixed(flat, INK, lines), 0, 1), shot.window)


def _stepped(seen: Grid) -> Grid:
    """The same hues, their lightness in steps."""
    grey = blurred(seen @ LUMA, 0.8)
    level = np.full_like(grey, TONES[0])
    for border, below, above in zip(STEPS, TONES[:-1], TONES[1:], strict=True):
        level += (above - below) * smoothstep(border - EDGE, border + EDGE, grey)
    return np.asarray(seen * (level / np.maximum(grey, 0.02))[..., None], np.float32)


def _vivid(seen: Grid) -> Grid:
    grey = (seen @ LUMA)[..., None]
    return np.asarray(np.clip(grey + (seen - grey) * 1.3, 0, 1), np.float32)


STYLE = Style(
    "a drawn film: flat colours, ink outlines", {"contrast": 1.05, "exposure": 0.35, "bloom": -0.04}, toon, lens=False
)
