"""Denim: a diagonal twill of dyed warp over pale weft, worn lighter in places."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief, smoothstep


def denim(
    surface: Surface,
    *,
    color: Hex = "#2c4468",
    wear: float = Field(default=0.4, ge=0, le=1),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(44)
    rng = np.random.default_rng(seed)
    u = np.arange(width)[None] / width * min(surface.width * 11, width / 4)
    v = np.arange(height)[:, None] / height * min(surface.height * 11, height / 4)
    diagonal = 0.5 + 0.5 * np.sin(2 * np.pi * (u + v))
    thread = fractal(width, height, width / 3, height / 50, rng, 2)
    fleck = smoothstep(0.58, 0.72, fractal(width, height, width / 3, height / 9, rng, 2)) * (1 - diagonal)
    tone = linear(color) * (0.55 + 0.45 * diagonal + 0.35 * thread)[..., None]
    pale = linear(shifted(color, lightness=0.42, saturation=0.5))
    faded = wear * smoothstep(0.45, 0.75, fractal(width, height, 3, 3, rng, 5))
    tone = mixed(mixed(tone, pale, 0.75 * fleck), pale, 0.4 * faded)
    body = {
        "type": "principled",
        "base_color": np.clip(tone, 0, 1).astype(np.float32),
        "roughness": 0.9,
        "specular": 0.15,
        "sheen": 0.35,
    }
    return {"type": "normalmap", "normalmap": relief((diagonal + 0.5 * thread).astype(np.float32), 0.9), "bsdf": body}


MATERIAL = Material(denim)
