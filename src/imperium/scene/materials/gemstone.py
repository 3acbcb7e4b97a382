"""A cut stone: refracts strongly, coloured through its body."""

from typing import Literal

import numpy as np

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear

# Refractive indices at 589 nm and body colours: gemmological tables.
STONES = {
    "diamond": (2.417, "#ffffff"),
    "sapphire": (1.768, "#2f56c8"),
    "ruby": (1.768, "#d01f3c"),
    "emerald": (1.577, "#1fa565"),
    "amethyst": (1.549, "#9a5bd0"),
    "topaz": (1.619, "#f0a640"),
}


def gemstone(
    surface: Surface,
    *,
    kind: Literal["diamond", "sapphire", "ruby", "emerald", "amethyst", "topaz"] = "sapphire",
    color: Hex | None = None,
) -> Node:
    """`color` replaces the stone's own."""
    index, own = STONES[kind]
    return {"type": "dielectric", "int_ior": index, "specular_transmittance": np.sqrt(linear(color or own))}


MATERIAL = Material(gemstone)
