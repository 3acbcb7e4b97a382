"""Paper and board: kraft with fibres and flecks, or coated and bright; a print where wanted."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, contrasting, shifted
from imperium.scene.decal import Decal, printed
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief, smoothstep


def cardboard(
    surface: Surface,
    *,
    color: Hex = "#c19a6b",
    ink: Hex | None = None,
    decal: Decal | None = None,
    fibres: float = Field(default=0.6, ge=0, le=1, description="How much of the pulp shows; 0 is coated board."),
    corrugated: float = Field(default=0.0, ge=0, le=1, description="How much flutes print through."),
    gloss: float = Field(default=0.0, ge=0, le=1),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(40, 1024)
    rng = np.random.default_rng(seed)
    cloud = fractal(width, height, 6, 6, rng, 6)
    hairs = fractal(width, height, width / 14, height / 3, rng, 2)
    fleck = smoothstep(0.74, 0.82, fractal(width, height, width / 6, height / 4, rng, 1))
    pulp = linear(color) * (1 + fibres * (0.22 * (cloud - 0.5) + 0.3 * (hairs - 0.5)))[..., None]
    tone = mixed(pulp, linear(shifted(color, lightness=-0.2)), 0.45 * fibres * fleck)
    if decal:
        cover = printed(decal, (surface.width, surface.height), (width, height))
        tone = mixed(tone, linear(ink or contrasting(color)), cover * (0.97 - 0.15 * fibres * hairs))
    flutes = np.sin(np.arange(width)[None] / width * surface.width * 2 * np.pi / 0.7) + np.zeros((height, 1))
    body = {
        "type": "principled",
        "base_color": np.clip(tone, 0, 1).astype(np.float32),
        "roughness": 0.85 - 0.6 * gloss,
        "specular": 0.15 + 0.35 * gloss,
    }
    bumps = fibres * (0.5 * hairs + 0.3 * cloud) + 0.6 * corrugated * flutes
    return {"type": "normalmap", "normalmap": relief(bumps.astype(np.float32), 0.6), "bsdf": body}


MATERIAL = Material(cardboard)
