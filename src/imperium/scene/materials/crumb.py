"""The crumb of cake and bread, and other porous cuts: pits of all sizes in a soft, matte mass."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief, smoothstep


def crumb(
    surface: Surface,
    *,
    color: Hex = "#d9a860",
    coarse: float = Field(default=0.5, ge=0, le=1),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(40, 1024)
    rng = np.random.default_rng(seed)
    cells = 5 - 2.5 * coarse
    field = fractal(width, height, surface.width * cells, surface.height * cells, rng, 4, 0.65)
    pits = smoothstep(0.42, 0.68, field)
    tone = mixed(linear(color), linear(shifted(color, lightness=-0.16)), 0.9 * pits)
    tone = tone * (0.85 + 0.3 * fractal(width, height, 4, 4, rng, 5))[..., None]
    body = {"type": "principled", "base_color": tone.clip(0, 1), "roughness": 0.85, "specular": 0.15, "flatness": 0.4}
    return {"type": "normalmap", "normalmap": relief(-pits, 2.5 + 2.5 * coarse), "bsdf": body}


MATERIAL = Material(crumb)
