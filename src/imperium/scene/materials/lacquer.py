"""Car paint: metal flakes in colour under a clear coat; without flakes a piano lacquer; a print where wanted."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, contrasting
from imperium.scene.decal import Decal, printed
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed


def lacquer(
    surface: Surface,
    *,
    color: Hex = "#8c1f28",
    ink: Hex | None = None,
    decal: Decal | None = None,
    flakes: float = Field(default=0.5, ge=0, le=1),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(40, 1024)
    sparkle = fractal(width, height, width / 2, height / 2, np.random.default_rng(seed), 1)
    tone = linear(color) * (1 + 0.35 * flakes * (sparkle - 0.5))[..., None]
    if decal:
        cover = printed(decal, (surface.width, surface.height), (width, height))
        tone = mixed(tone, linear(ink or contrasting(color)), cover * 0.96)
    return {
        "type": "principled",
        "base_color": np.clip(tone, 0, 1).astype(np.float32),
        "metallic": 0.55 * flakes,
        "roughness": 0.32,
        "specular": 0.5,
        "clearcoat": 1.0,
        "clearcoat_gloss": 0.96,
    }


MATERIAL = Material(lacquer)
