"""The skin of fruit: a blush in streaks from pole to pole, fine dots, or the pores of citrus."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief, smoothstep


def peel(
    surface: Surface,
    *,
    color: Hex = "#d8b84a",
    blush: Hex | None = None,
    pores: float = Field(default=0.0, ge=0, le=2, description="Depth of the pores; 0 is smooth."),
    dots: float = Field(default=0.5, ge=0, le=1, description="How much pale dots show."),
    roughness: float = Field(default=0.28, ge=0.02, le=1),
    seed: int = 0,
) -> Node:
    """u runs round the fruit, v from its foot to its stalk."""
    width, height = surface.texels(48, 1024)
    rng = np.random.default_rng(seed)
    tone = linear(color) * (0.88 + 0.24 * fractal(width, height, 6, 4, rng, 5))[..., None]
    if blush:
        streaks = fractal(width, height, 70, 4, rng, 3) * 0.45 + fractal(width, height, 3, 3, rng, 4) * 0.85
        tone = mixed(tone, linear(blush), smoothstep(0.36, 0.72, streaks))
    specks = smoothstep(0.84, 0.9, fractal(width, height, surface.width * 8, surface.height * 8, rng, 1))
    tone = mixed(tone, linear("#f3e6b8"), 0.45 * dots * specks)
    body: Node = {
        "type": "principled",
        "base_color": np.clip(tone, 0, 1).astype(np.float32),
        "roughness": roughness,
        "specular": 0.45,
        "flatness": 0.3,
    }
    if not pores:
        return body
    pits = smoothstep(0.5, 0.8, fractal(width, height, surface.width * 6, surface.height * 6, rng, 1))
    return {"type": "normalmap", "normalmap": relief(-pits, 2.2 * pores), "bsdf": body}


MATERIAL = Material(peel)
