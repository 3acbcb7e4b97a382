"""Woven cloth: two crossing threads, a soft edge sheen."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, relief


def fabric(
    surface: Surface,
    *,
    color: Hex = "#c9bda6",
    threads: float = Field(default=7.0, gt=0, le=40, description="Threads a centimetre."),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(36)
    u, v = np.meshgrid(np.arange(width) / width * surface.width, np.arange(height) / height * surface.height)
    warp, weft = np.sin(u * threads * np.pi * 2), np.sin(v * threads * np.pi * 2)
    over = np.where(np.sign(np.sin(u * threads * np.pi) * np.sin(v * threads * np.pi)) > 0, warp, weft)
    slub = fractal(width, height, width / 6, height / 40, np.random.default_rng(seed), 3)
    height_map = (0.5 + 0.5 * over + 0.4 * slub).astype(np.float32)
    tone = linear(color) * (0.72 + 0.25 * height_map)[..., None]
    body = {
        "type": "principled",
        "base_color": tone.astype(np.float32),
        "roughness": 0.9,
        "specular": 0.2,
        "sheen": 0.5,
    }
    return {"type": "normalmap", "normalmap": relief(height_map, 0.8), "bsdf": body}


MATERIAL = Material(fabric)
