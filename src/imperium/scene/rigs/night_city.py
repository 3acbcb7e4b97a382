"""A city's night: a sky that fades from deep blue to a coloured glow at the horizon, and a pale moon."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Node
from imperium.scene.reflectance import linear
from imperium.scene.rig import LightRig, Target
from imperium.scene.skylight import dome


def night_city(
    target: Target,
    *,
    sky: Hex = "#16244a",
    glow: Hex = "#c05a8c",
    power: float = Field(default=1.0, ge=0, le=20),
    moon: float = Field(default=0.35, ge=0, le=10),
) -> dict[str, Node]:
    top, horizon = linear(sky) * 1.4 * power, linear(glow) * 1.1 * power
    return {
        "sky": dome(top=tuple(top), horizon=tuple(horizon), ground=tuple(horizon * 0.15)),
        "moon": {
            "type": "directional",
            "direction": [0.5, 0.6, -0.6],
            "irradiance": np.array([0.7, 0.85, 1.2], np.float32) * np.float32(moon * power),
        },
    }


RIG = LightRig(night_city, exposure=1.2, air="#5a5f8c", glow=0.25)
