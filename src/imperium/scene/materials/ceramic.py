"""Glazed ceramic: a coloured body under a glossy, slightly uneven glaze; a print where wanted."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, contrasting
from imperium.scene.decal import Decal, printed
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed


def ceramic(
    surface: Surface,
    *,
    color: Hex = "#c8b9a6",
    ink: Hex | None = None,
    decal: Decal | None = None,
    mottle: float = Field(default=0.12, ge=0, le=1),
    roughness: float = Field(default=0.12, ge=0.02, le=1),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(40, 1024)
    rng = np.random.default_rng(seed)
    cloud = fractal(width, height, 4, 4, rng, 6)
    tone = linear(color) * (1 - mottle / 2 + mottle * cloud)[..., None]
    if decal:
        cover = printed(decal, (surface.width, surface.height), (width, height))
        tone = mixed(tone, linear(ink or contrasting(color)), cover * 0.96)
    return {
        "type": "roughplastic",
        "diffuse_reflectance": tone.astype(np.float32),
        "alpha": roughness,
        "nonlinear": True,
    }


MATERIAL = Material(ceramic)
