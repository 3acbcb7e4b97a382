"""A glowing ring, upright, facing -y."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import tube


def ring(
    *,
    color: Hex = "#57c7ff",
    radius: float = Field(default=20, gt=0, le=1e4),
    thickness: float = Field(default=0.5, gt=0, le=100),
    power: float = Field(default=2, ge=0, le=200),
    flat: bool = False,
) -> tuple[Part, ...]:
    """Lies on the ground when `flat`."""
    turn = np.linspace(0, 2 * np.pi, 129)
    circle = np.stack([radius * np.cos(turn), 0 * turn, radius * np.sin(turn) + radius + thickness], -1)
    if flat:
        circle = np.stack([radius * np.cos(turn), radius * np.sin(turn), 0 * turn + thickness], -1)
    return (Part("neon", tube(circle, thickness, 12), finish("glow", color=color, power=power)),)


MAKER = Maker(ring)
