"""A plain diffuse colour: paint, paper, cardboard, backdrop."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, contrasting
from imperium.scene.decal import Decal, printed
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed


def matte(
    surface: Surface,
    *,
    color: Hex = "#d9d2c5",
    ink: Hex | None = None,
    decal: Decal | None = None,
    mottle: float = Field(default=0.0, ge=0, le=1),
    seed: int = 0,
) -> Node:
    tone = linear(color)
    if not mottle and not decal:
        return {"type": "diffuse", "reflectance": tone}
    width, height = surface.texels(40)
    cloud = fractal(width, height, 3, 3, np.random.default_rng(seed), 7)
    sheet = tone * (1 - mottle / 2 + mottle * cloud)[..., None]
    if decal:
        cover = printed(decal, (surface.width, surface.height), (width, height))
        sheet = mixed(sheet, linear(ink or contrasting(color)), cover * 0.94)
    return {"type": "diffuse", "reflectance": sheet.astype(np.float32)}


MATERIAL = Material(matte)
