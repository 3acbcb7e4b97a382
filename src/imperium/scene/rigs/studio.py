"""A photographer's studio: a large key, a soft fill, a rim from behind, a bright room."""

import numpy as np
from pydantic import Field

from imperium.scene.material import Node
from imperium.scene.rig import LightRig, Target, softbox
from imperium.scene.skylight import dome


def studio(
    target: Target,
    *,
    side: float = Field(default=-1.0, description="-1 puts the key on the left, 1 on the right."),
    power: float = Field(default=1.0, ge=0, le=20),
    fill: float = Field(default=1.0, ge=0, le=5),
    warmth: float = Field(default=0.2, ge=-1, le=1),
) -> dict[str, Node]:
    tint = np.array([1 + 0.12 * warmth, 1.0, 1 - 0.16 * warmth]) * power
    room = 0.42 * fill * power
    return {
        "sky": dome(top=(room, room, room), horizon=(room * 0.7,) * 3, ground=(room * 0.5,) * 3),
        "key": softbox(target, target.at(side * 2.2, -1.6, 2.4), 2.0, 2.0, 6.5 * tint),
        "fill": softbox(target, target.at(-side * 2.8, -1.9, 1.2), 1.6, 2.4, 1.1 * fill * tint),
        "rim": softbox(target, target.at(-side * 3.5, 0.6, 2.2), 1.1, 3.8, 8.0 * tint),
    }


RIG = LightRig(studio, exposure=0.35)
