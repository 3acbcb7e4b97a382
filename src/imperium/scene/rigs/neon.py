"""A dark room with two coloured strips and a cool key from above."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Node
from imperium.scene.reflectance import linear
from imperium.scene.rig import LightRig, Target, softbox
from imperium.scene.skylight import dome


def neon(
    target: Target,
    *,
    left: Hex = "#3fb8ff",
    right: Hex = "#ff4fa0",
    power: float = Field(default=1.0, ge=0, le=20),
    key: float = Field(default=1.0, ge=0, le=10),
) -> dict[str, Node]:
    return {
        "sky": dome(top=(0.02, 0.024, 0.04), horizon=(0.014, 0.016, 0.03), ground=(0.004, 0.004, 0.006)),
        "left": softbox(target, target.at(-2.3, -0.2, 0.8), 0.6, 3.0, linear(left) * 16 * power),
        "right": softbox(target, target.at(2.3, -0.2, 0.8), 0.6, 3.0, linear(right) * 13 * power),
        "key": softbox(target, target.at(-0.4, -1.7, 3.0), 1.5, 1.2, np.array([3.6, 3.9, 4.4]) * key * power),
    }


RIG = LightRig(neon, exposure=0.9, air="#3a4a6c", glow=0.15)
