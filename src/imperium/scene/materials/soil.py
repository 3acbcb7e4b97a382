"""Bare earth: crumbs, clods and small stones."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief, smoothstep


def soil(
    surface: Surface,
    *,
    color: Hex = "#4f3b2a",
    stones: float = Field(default=0.3, ge=0, le=1),
    seed: int = 0,
) -> Node:
    rng = np.random.default_rng(seed)
    size = 768
    clods = fractal(size, size, 22, 22, rng, 6, 0.62)
    damp = fractal(size, size, 3, 3, rng, 4)
    pebbles = smoothstep(0.80 - 0.15 * stones, 0.86 - 0.15 * stones, fractal(size, size, 60, 60, rng, 2))
    tone = mixed(linear(shifted(color, lightness=-0.06)), linear(shifted(color, lightness=0.06)), clods)
    tone = mixed(tone * (0.75 + 0.4 * damp)[..., None], linear("#8d8478"), pebbles * stones)
    body = {"type": "diffuse", "reflectance": tone.astype(np.float32)}
    return {"type": "normalmap", "normalmap": relief(clods + 0.4 * pebbles, 7.0), "bsdf": body}


MATERIAL = Material(soil)
