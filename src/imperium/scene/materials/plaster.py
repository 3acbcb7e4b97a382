"""Hand-trowelled plaster: broad patches, fine tooth."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, relief


def plaster(
    surface: Surface, *, color: Hex = "#d8cdbb", depth: float = Field(default=1.0, ge=0, le=4), seed: int = 0
) -> Node:
    rng = np.random.default_rng(seed)
    patches = fractal(768, 768, 4, 4, rng, 7)
    tooth = fractal(768, 768, 40, 40, rng, 4)
    tone = linear(color) * (0.88 + 0.22 * patches)[..., None]
    return {
        "type": "normalmap",
        "normalmap": relief(patches * 8 + tooth * 1.5, depth),
        "bsdf": {"type": "diffuse", "reflectance": tone.astype(np.float32)},
    }


MATERIAL = Material(plaster)
