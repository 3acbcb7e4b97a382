"""Asphalt: dark binder with small stones, tyre-worn lanes along v."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, relief, smoothstep


def asphalt(
    surface: Surface,
    *,
    color: Hex = "#3a3a3b",
    wet: float = Field(default=0.0, ge=0, le=1, description="How much of it is under a film of water."),
    seed: int = 0,
) -> Node:
    rng = np.random.default_rng(seed)
    size = 1024
    grit = fractal(size, size, 220, 220, rng, 2)
    patches = fractal(size, size, 5, 5, rng, 6)
    cracks = smoothstep(0.035, 0.0, np.abs(fractal(size, size, 4, 4, rng, 7, 0.55) - 0.5)) * smoothstep(
        0.55, 0.7, patches
    )
    tone = linear(color) * ((0.6 + 0.5 * grit + 0.35 * patches) * (1 - 0.6 * cracks))[..., None]
    puddle = smoothstep(1.0 - wet, 1.1 - wet, patches) if wet else np.zeros_like(patches)
    rough = (0.75 - 0.7 * puddle).astype(np.float32)
    body = {
        "type": "principled",
        "base_color": (tone * (1 - 0.5 * puddle[..., None])).astype(np.float32),
        "roughness": rough if wet else 0.75,
        "specular": 0.4,
    }
    return {"type": "normalmap", "normalmap": relief(grit * (1 - puddle) - cracks, 1.6), "bsdf": body}


MATERIAL = Material(asphalt)
