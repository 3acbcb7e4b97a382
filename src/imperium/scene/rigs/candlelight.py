"""A dark room and one warm lamp near by, low and to the side: the light of old paintings."""

import numpy as np
from pydantic import Field

from imperium.scene.material import Node
from imperium.scene.rig import LightRig, Target, softbox
from imperium.scene.skylight import dome


def candlelight(
    target: Target,
    *,
    side: float = Field(default=-1.0, description="-1 shines from the left, 1 from the right."),
    warmth: float = Field(default=0.7, ge=0, le=1),
    power: float = Field(default=1.0, ge=0, le=20),
) -> dict[str, Node]:
    amber = np.array([1.0, 0.80 - 0.22 * warmth, 0.62 - 0.38 * warmth])
    return {
        "sky": dome(top=(0.02, 0.019, 0.021), horizon=(0.016, 0.014, 0.014), ground=(0.008, 0.006, 0.005)),
        "lamp": softbox(target, target.at(side * 2.1, -1.1, 1.5), 0.55, 0.7, 52 * amber * power),
        "glow": softbox(target, target.at(side * 1.2, 2.4, 2.0), 1.6, 0.8, 1.6 * amber * power),
        "cool": softbox(target, target.at(-side * 3.2, -0.6, 1.4), 1.2, 2.0, np.array([0.10, 0.13, 0.19]) * power),
    }


RIG = LightRig(candlelight, exposure=1.2, air="#3a2a1e", glow=0.05)
