"""Cast concrete: cloudy grey, pores, the marks of the boards it was cast in."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, relief, smoothstep


def concrete(
    surface: Surface,
    *,
    color: Hex = "#9b9893",
    boards: int = Field(default=0, ge=0, le=40, description="Shuttering boards over v."),
    seed: int = 0,
) -> Node:
    rng = np.random.default_rng(seed)
    size = 768
    cloud = fractal(size, size, 3, 3, rng, 8, 0.6)
    stains = fractal(size, size, 14, 2, rng, 5)
    pores = smoothstep(0.76, 0.86, fractal(size, size, 70, 70, rng, 2))
    v = np.linspace(0, 1, size, endpoint=False, dtype=np.float32)[:, None] * max(boards, 1)
    seam = smoothstep(0.0, 0.05, np.minimum(v % 1, 1 - v % 1)) if boards else np.ones_like(v)
    tint = rng.normal(0, 0.05, max(boards, 1))[np.floor(v).astype(int) % max(boards, 1)] if boards else 0.0
    tone = (
        linear(color) * ((0.7 + 0.4 * cloud + 0.2 * stains + tint) * (1 - 0.45 * pores) * (0.8 + 0.2 * seam))[..., None]
    )
    ground = (0.3 * cloud + seam - pores * 0.6).astype(np.float32)
    body = {"type": "principled", "base_color": tone.astype(np.float32), "roughness": 0.75, "specular": 0.25}
    return {"type": "normalmap", "normalmap": relief(ground, 1.8), "bsdf": body}


MATERIAL = Material(concrete)
