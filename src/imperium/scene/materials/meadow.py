"""Land seen from afar: grass, dry patches, bare rock."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import fractal, mixed, relief, smoothstep


def meadow(
    surface: Surface,
    *,
    color: Hex = "#5c6b45",
    bare: float = Field(default=0.5, ge=0, le=1, description="How much rock shows through."),
    seed: int = 0,
) -> Node:
    rng = np.random.default_rng(seed)
    patches = fractal(1024, 1024, 12, 12, rng, 7, 0.6)
    dry = fractal(1024, 1024, 30, 30, rng, 5, 0.6)
    tone = mixed(linear(color), linear(shifted(color, hue=-0.06, lightness=0.08)), 0.6 * smoothstep(0.4, 0.65, dry))
    tone = mixed(tone, linear("#77706a"), bare * smoothstep(0.58, 0.7, patches))
    ground = {"type": "diffuse", "reflectance": np.asarray(tone * (0.75 + 0.45 * patches[..., None]), np.float32)}
    return {"type": "normalmap", "normalmap": relief(patches + 0.5 * dry, 22.0), "bsdf": ground}


MATERIAL = Material(meadow)
