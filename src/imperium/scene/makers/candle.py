"""A candle in a ceramic cup."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import along, disc, lathe, lathe_size, profile, tube


def candle(
    *,
    color: Hex = "#8f7f6d",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    lit: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    cup = profile(
        [(0.01, 0.1), (3.2, 0.1), (3.4, 0), (3.8, 0.4), (3.9, 8.6), (3.65, 8.7), (3.6, 7.5)],
        [0, 0.1, 0.1, 0.6, 0.12, 0.1, 0],
    )
    decal = {"text": label, "mark": mark, "at": (0.5, along(cup, 4.2)), "width": 4.0}
    wick = np.array([[0, 0, 7.3], [0.02, 0, 7.7], [0.06, 0, 8.1], [0.1, 0, 8.4]])
    parts = [
        Part(
            "cup", lathe(cup), finish("ceramic", color=color, decal=decal, roughness=0.35, seed=seed), lathe_size(cup)
        ),
        Part("wax", disc(3.66).moved(z=7.4), finish("plastic", color="#f3e6cd", roughness=0.35)),
        Part("wick", tube(wick, 0.07, 8), finish("matte", color="#2a2522")),
    ]
    if lit:
        flame = profile([(0.02, 8.1), (0.3, 8.7), (0.2, 9.5), (0.01, 10.3)], [0, 0.4, 0.6, 0])
        parts.append(Part("flame", lathe(flame, 32), finish("glow", color="#ffb85c", power=26)))
    return tuple(parts)


MAKER = Maker(candle)
