"""Wax, soap, marzipan: light soaks in, the skin is satin."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal


def wax(
    surface: Surface,
    *,
    color: Hex = "#f0e2c4",
    roughness: float = Field(default=0.42, ge=0.02, le=1),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(16, 512)
    cloud = fractal(width, height, 5, 5, np.random.default_rng(seed), 4)
    tone = linear(color) * (0.95 + 0.1 * cloud)[..., None]
    return {
        "type": "principled",
        "base_color": np.clip(tone, 0, 1).astype(np.float32),
        "roughness": roughness,
        "specular": 0.4,
        "flatness": 0.9,
        "sheen": 0.15,
    }


MATERIAL = Material(wax)
