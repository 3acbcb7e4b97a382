"""A surface that shines: neon, lamps, light panels."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear


def glow(surface: Surface, *, color: Hex = "#7fd8ff", power: float = Field(default=6.0, ge=0, le=500)) -> Node:
    return {
        "type": "diffuse",
        "reflectance": np.zeros(3, np.float32),
        "emission": np.asarray(linear(color) * power, np.float32),
    }


MATERIAL = Material(glow)
