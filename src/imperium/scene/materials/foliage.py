"""A leaf: lets light through, with a midrib and side veins."""

import numpy as np

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed


def foliage(surface: Surface, *, color: Hex = "#5d7f3a", seed: int = 0) -> Node:
    """u runs from the stalk to the tip, v across."""
    width, height = 128, 64
    across = np.abs(np.linspace(-1, 1, height, dtype=np.float32))[:, None]
    along = np.linspace(0, 1, width, dtype=np.float32)[None]
    side = np.clip(1 - np.abs(((along - 0.5 * across) * 9) % 1 - 0.5) * 12, 0, 1) * 0.35
    veins = np.clip(side + np.clip(1 - across * 16, 0, 1) * 0.8, 0, 1)
    cloud = fractal(width, height, 5, 4, np.random.default_rng(seed), 4)
    tone = mixed(linear(color), linear(shifted(color, hue=-0.02, lightness=0.08)), np.clip(cloud + 0.2 * across, 0, 1))
    tone = mixed(tone, linear(shifted(color, hue=-0.03, lightness=0.22, saturation=0.8)), veins * 0.5)
    return {
        "type": "principledthin",
        "base_color": tone,
        "roughness": 0.42,
        "diff_trans": 0.7,
        "spec_trans": 0.0,
        "eta": 1.4,
    }


MATERIAL = Material(foliage)
