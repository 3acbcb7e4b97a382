"""Canvas: a coarse plain weave with thick and thin threads; a print where wanted."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, contrasting
from imperium.scene.decal import Decal, printed
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief


def canvas(
    surface: Surface,
    *,
    color: Hex = "#d8cbb0",
    ink: Hex | None = None,
    decal: Decal | None = None,
    threads: float = Field(default=9.0, gt=0, le=40, description="Threads a centimetre."),
    seed: int = 0,
) -> Node:
    width, height = surface.texels(40)
    rng = np.random.default_rng(seed)
    per_u, per_v = (min(threads, n / side / 4) for n, side in ((width, surface.width), (height, surface.height)))
    u = np.arange(width)[None] / width * surface.width * per_u
    v = np.arange(height)[:, None] / height * surface.height * per_v
    over = (np.floor(u) + np.floor(v)) % 2 > 0
    bulge = np.where(over, np.sin(np.pi * (u % 1)), np.sin(np.pi * (v % 1)))
    slub = fractal(width, height, width / 40, height / 5, rng, 2) + fractal(
        width, height, width / 5, height / 40, rng, 2
    )
    wear = fractal(width, height, 3, 3, rng, 5)
    tone = linear(color) * (0.66 + 0.2 * bulge + 0.16 * slub + 0.1 * wear)[..., None]
    if decal:
        cover = printed(decal, (surface.width, surface.height), (width, height))
        tone = mixed(tone, linear(ink or contrasting(color)), cover * (0.8 + 0.15 * bulge))
    body = {
        "type": "principled",
        "base_color": np.clip(tone, 0, 1).astype(np.float32),
        "roughness": 0.92,
        "specular": 0.15,
        "sheen": 0.3,
    }
    return {"type": "normalmap", "normalmap": relief((bulge + 0.5 * slub).astype(np.float32), 0.9), "bsdf": body}


MATERIAL = Material(canvas)
