"""Leather: a net of soft wrinkles."""

import numpy as np

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, relief


def leather(surface: Surface, *, color: Hex = "#6b4428", seed: int = 0) -> Node:
    width, height = surface.texels(48, 1024)
    rng = np.random.default_rng(seed)
    net = np.abs(fractal(width, height, surface.width * 4, surface.height * 4, rng, 3) * 2 - 1)
    wear = fractal(width, height, 4, 4, rng, 5)
    tone = linear(color) * (0.7 + 0.35 * wear + 0.25 * net)[..., None]
    body = {"type": "roughplastic", "diffuse_reflectance": tone.astype(np.float32), "alpha": 0.32}
    return {"type": "normalmap", "normalmap": relief(net, 1.6), "bsdf": body}


MATERIAL = Material(leather)
