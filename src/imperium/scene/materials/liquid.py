"""A liquid: clear and coloured in a glass or on its own, or opaque such as milk and coffee."""

from typing import Literal

import numpy as np

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear

WATER, GLASS, AIR = 1.34, 1.5, 1.0  # refractive indices


def liquid(
    surface: Surface, *, color: Hex = "#d9a441", clear: bool = True, within: Literal["air", "glass"] = "air"
) -> Node:
    """`within` is what the liquid touches: light bends less where it comes from glass."""
    shade = linear(color)
    if not clear:
        return {"type": "roughplastic", "diffuse_reflectance": shade, "alpha": 0.04, "nonlinear": True}
    return {
        "type": "dielectric",
        "int_ior": WATER,
        "ext_ior": GLASS if within == "glass" else AIR,
        "specular_transmittance": np.sqrt(shade),
    }


MATERIAL = Material(liquid)
