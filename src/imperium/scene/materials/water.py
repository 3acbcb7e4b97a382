"""Open water: the colour of its depth under a mirror of sky, broken by ripples."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief


def water(
    surface: Surface,
    *,
    color: Hex = "#0e3a44",
    ripples: float = Field(default=0.5, ge=0, le=3),
    seed: int = 0,
) -> Node:
    """The index of refraction is water's, 1.333."""
    rng = np.random.default_rng(seed)
    waves = fractal(1024, 1024, 10, 22, rng, 6, 0.55)
    depth = fractal(1024, 1024, 3, 3, rng, 4)
    tone = mixed(linear(color), linear(shifted(color, hue=-0.02, lightness=0.05)), depth)
    body = {
        "type": "roughplastic",
        "int_ior": 1.333,
        "diffuse_reflectance": tone * 0.8,
        "alpha": 0.03,
        "nonlinear": True,
    }
    return {"type": "normalmap", "normalmap": relief(waves, 9.0 * ripples), "bsdf": body}


MATERIAL = Material(water)
