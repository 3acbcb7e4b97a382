"""Round plinths, the tallest in the middle of the back."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import lathe, lathe_size, profile


def podium(
    *,
    radius: float = Field(default=9, gt=0, le=500),
    height: float = Field(default=4, gt=0, le=500),
    color: Hex = "#d8b79a",
) -> tuple[Part, ...]:
    outline = profile([(radius, 0), (radius, height), (0.01, height)], [0, 0.25, 0])
    return (Part("plinth", lathe(outline, 160), finish("matte", color=color), lathe_size(outline)),)


MAKER = Maker(podium)
