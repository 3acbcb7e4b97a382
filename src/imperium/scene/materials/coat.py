"""A powder coat or lacquer with a fine speckle and, where wanted, a print."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, contrasting
from imperium.scene.decal import Decal, printed
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief


def coat(
    surface: Surface,
    *,
    color: Hex = "#3f6b4f",
    ink: Hex | None = None,
    decal: Decal | None = None,
    speckle: float = Field(default=0.14, ge=0, le=1),
    roughness: float = Field(default=0.36, ge=0.02, le=1),
    grain: float = Field(default=0.25, ge=0, le=2),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(56)
    rng = np.random.default_rng(seed)
    dots = fractal(width, height, width / 3, height / 3, rng, 2)
    tone = linear(color) * (1 - speckle / 2 + speckle * dots)[..., None]
    if decal:
        cover = printed(decal, (surface.width, surface.height), (width, height))
        tone = mixed(tone, linear(ink or contrasting(color)), cover * 0.94)
    body: Node = {"type": "principled", "base_color": tone.astype(np.float32), "roughness": roughness, "specular": 0.5}
    if grain == 0:
        return body
    return {"type": "normalmap", "normalmap": relief(dots, grain), "bsdf": body}


MATERIAL = Material(coat)
