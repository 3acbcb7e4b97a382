"""Sand in wind ripples."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief


def sand(
    surface: Surface,
    *,
    color: Hex = "#d2b483",
    ripples: float = Field(default=0.6, ge=0, le=2),
    seed: int = 0,
) -> Node:
    """Ripples run across v; eighteen of them a tile."""
    rng = np.random.default_rng(seed)
    size = 1024
    v = np.linspace(0, 1, size, endpoint=False)[:, None]
    bend = fractal(size, size, 3, 5, rng, 5)
    wave = 0.5 + 0.5 * np.sin(2 * np.pi * (18 * v + 2.4 * bend))
    crest = wave**0.7 * fractal(size, size, 4, 4, rng, 3)
    grain = fractal(size, size, 250, 250, rng, 2)
    tone = mixed(
        linear(shifted(color, lightness=-0.07)), linear(shifted(color, lightness=0.04)), 0.5 * crest + 0.5 * grain
    )
    body = {"type": "diffuse", "reflectance": tone}
    return {"type": "normalmap", "normalmap": relief(14 * ripples * crest + grain, 1.0), "bsdf": body}


MATERIAL = Material(sand)
