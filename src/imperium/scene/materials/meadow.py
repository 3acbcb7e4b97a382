"""Land seen from afar: grass, dry patches, bare rock."""

import numpy as np

from imperium.scene.colour import Hex, linear, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.texture import fractal, mixed, smoothstep


def meadow(surface: Surface, *, color: Hex = "#5c6b45", seed: int = 0) -> Node:
    rng = np.random.default_rng(seed)
    patches = fractal(1024, 1024, 12, 12, rng, 7, 0.6)
    dry = fractal(1024, 1024, 30, 30, rng, 5, 0.6)
    tone = mixed(linear(color), linear(shifted(color, hue=-0.06, lightness=0.08)), smoothstep(0.4, 0.65, dry))
    tone = mixed(tone, linear("#77706a"), smoothstep(0.58, 0.7, patches))
    return {"type": "diffuse", "reflectance": np.asarray(tone * (0.6 + 0.7 * patches[..., None]), np.float32)}


MATERIAL = Material(meadow)
