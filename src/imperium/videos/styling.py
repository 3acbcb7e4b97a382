"""Frames in a style that is drawn: toon, line, watercolour, pixel."""

from __future__ import annotations

import numpy as np

from imperium.scene.lens import NEAR
from imperium.scene.reprojection import Layers
from imperium.scene.scene import Grade, Scene
from imperium.scene.style import developed, photographed, style
from imperium.scene.trace import Guides
from imperium.videos.grading import Floats, unsrgb


def is_drawn(scene: Scene) -> bool:
    """Whether the scene's style puts down something else than the light."""
    return style(scene.style).draw is not photographed


def grade_of(scene: Scene) -> Grade | None:
    """What leads from the frames to a screen; a drawing is as it should be seen."""
    return None if is_drawn(scene) else scene.grade


def guides_of(shown: Layers) -> Guides:
    """What the denoiser and the styles need, of a sharp view."""
    far = np.where(shown.inverse > 0, 1 / np.maximum(shown.inverse, 1e-9) - NEAR, 0).astype(np.float32)
    return Guides(np.clip(shown.colour + shown.glow, 0, 1), np.ascontiguousarray(shown.normal), far)


def styled(light: Floats, shown: Layers, scene: Scene) -> Floats:
    """The drawing (h, w, 3) of a frame's light, as linear light."""
    pixels = developed(scene.style, light, guides_of(shown), scene.grade)
    return unsrgb(np.asarray(pixels, np.float32) / np.float32(255))
