"""Baked crust: amber to dark brown, dusted with flour."""

import numpy as np

from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief, smoothstep


def crust(surface: Surface, *, seed: int = 0) -> Node:
    width, height = surface.texels(24, 1024)
    rng = np.random.default_rng(seed)
    browning = fractal(width, height, 6, 3, rng, 6)
    blisters = fractal(width, height, 60, 30, rng, 3)
    tone = mixed(linear("#d08f45"), linear("#6b3513"), smoothstep(0.3, 0.75, browning))
    flour = smoothstep(0.55, 0.75, fractal(width, height, 9, 5, rng, 7, 0.6)) * 0.75
    tone = mixed(tone, linear("#f0e4cf"), flour)
    body = {"type": "principled", "base_color": tone, "roughness": 0.6, "specular": 0.3}
    return {"type": "normalmap", "normalmap": relief(blisters + browning, 2.5), "bsdf": body}


MATERIAL = Material(crust)
