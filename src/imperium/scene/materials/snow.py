"""Snow: nearly white, wind-shaped, with a fine sparkle."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, relief


def snow(
    surface: Surface, *, color: Hex = "#eef2f7", drift: float = Field(default=0.5, ge=0, le=2), seed: int = 0
) -> Node:
    rng = np.random.default_rng(seed)
    wind = fractal(768, 768, 4, 9, rng, 6)
    grain = fractal(768, 768, 190, 190, rng, 2)
    tone = linear(color) * (0.93 + 0.07 * grain)[..., None]
    body = {
        "type": "principled",
        "base_color": tone.astype(np.float32),
        "roughness": 0.55,
        "specular": 0.35,
        "sheen": 0.2,
    }
    return {"type": "normalmap", "normalmap": relief(8 * drift * wind + 0.5 * grain, 1.0), "bsdf": body}


MATERIAL = Material(snow)
