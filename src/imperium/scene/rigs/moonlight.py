"""A clear night: a pale moon with hard shadows, a deep blue sky."""

import numpy as np
from pydantic import Field

from imperium.scene.material import Node
from imperium.scene.rig import LightRig, Target
from imperium.scene.skylight import dome


def moonlight(
    target: Target,
    *,
    side: float = Field(default=1.0, description="-1 shines from the left, 1 from the right."),
    power: float = Field(default=1.0, ge=0, le=20),
) -> dict[str, Node]:
    blue = np.array([0.30, 0.44, 0.86])
    return {
        "sky": dome(top=tuple(blue * 0.07 * power), horizon=tuple(blue * 0.2 * power), ground=(0.006, 0.008, 0.014)),
        "moon": {
            "type": "directional",
            "direction": [-0.62 * side, 0.45, -0.64],
            "irradiance": (np.array([0.74, 0.86, 1.1]) * 1.9 * power).astype(np.float32),
        },
    }


RIG = LightRig(moonlight, exposure=0.9, air="#2c3c66", glow=0.12)
