"""A closed sky: light from everywhere, soft grey shadows."""

import numpy as np
from pydantic import Field

from imperium.scene.material import Node
from imperium.scene.rig import LightRig, Target
from imperium.scene.skylight import dome


def overcast(
    target: Target,
    *,
    power: float = Field(default=1.0, ge=0, le=20),
    gloom: float = Field(default=0.3, ge=0, le=1, description="0 is bright haze, 1 a heavy grey."),
) -> dict[str, Node]:
    grey = np.array([1.0, 1.04, 1.1]) * (2.3 - 1.5 * gloom) * power
    return {
        "sky": dome(top=tuple(grey), horizon=tuple(grey * 0.62), ground=tuple(grey * 0.16)),
        "veiled": {
            "type": "directional",
            "direction": [0.4, 0.5, -0.9],
            "irradiance": (np.array([1.0, 0.98, 0.94]) * 0.8 * (1 - gloom) * power).astype(np.float32),
        },
    }


RIG = LightRig(overcast, exposure=-0.25, air="#c4cad0", glow=1.0)
