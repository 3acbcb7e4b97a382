"""Icing, frosting, chocolate, ice cream: soft light from within, a satin to glossy skin, spread unevenly."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, relief


def icing(
    surface: Surface,
    *,
    color: Hex = "#f3d9df",
    roughness: float = Field(default=0.35, ge=0.02, le=1),
    lumps: float = Field(default=0.5, ge=0, le=4, description="How unevenly it is spread."),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(30, 1024)
    rng = np.random.default_rng(seed)
    swells = fractal(width, height, surface.width * 0.9, surface.height * 0.9, rng, 4)
    tone = linear(color) * (0.92 + 0.14 * swells)[..., None]
    body: Node = {
        "type": "principled",
        "base_color": tone.astype(np.float32).clip(0, 1),
        "roughness": roughness,
        "specular": 0.45,
        "flatness": 0.6,
    }
    return {"type": "normalmap", "normalmap": relief(swells, 7 * lumps), "bsdf": body} if lumps else body


MATERIAL = Material(icing)
