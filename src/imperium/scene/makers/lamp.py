"""A desk lamp with a cone shade that shines."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import merge
from imperium.scene.shapes import disc, lathe, profile, tube


def lamp(
    *,
    color: Hex = "#2f3a38",
    power: float = Field(default=18, ge=0, le=200),
    height: float = Field(default=34, gt=5, le=200),
) -> tuple[Part, ...]:
    """The shade leans towards -x."""
    s = height / 34
    foot = lathe(s * profile([(0.01, 1.2), (6, 1.0), (6.4, 0.5), (6.4, 0)], [0, 0.4, 0.3, 0]), 96)
    arm = tube(s * np.array([[0, 0, 1], [0, 0, 12], [1.0, 0, 22], [-1, 0, 30], [-5, 0, 33.5]], float), 0.35 * s, 16)
    shade = lathe(s * profile([(0.8, 3), (1.6, 3.2), (6.8, -4), (6.6, -4.05), (1.4, 2.8)], [0, 0.4, 0.1, 0.1, 0]), 96)
    bulb = disc(5.2 * s).turned((1, 0, 0), 180).moved(z=-2.6 * s)
    turned = [part.turned((0, 1, 0), 24).moved(-7.4 * s, 0, 32.5 * s) for part in (shade, bulb)]
    coat = finish("coat", color=color, grain=0, speckle=0.03, roughness=0.3)
    return (
        Part("stand", merge([foot, arm]), coat),
        Part("shade", turned[0], coat),
        Part("bulb", turned[1], finish("glow", color="#ffd9a0", power=power)),
    )


MAKER = Maker(lamp)
