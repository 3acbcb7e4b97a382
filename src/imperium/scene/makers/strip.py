"""An upright strip of light."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import rounded_box


def strip(
    *,
    color: Hex = "#57c7ff",
    height: float = Field(default=60, gt=0, le=1e4),
    width: float = Field(default=0.6, gt=0, le=1e3),
    power: float = Field(default=1.6, ge=0, le=200),
) -> tuple[Part, ...]:
    return (Part("light", rounded_box(width, width, height, width * 0.4, 2), finish("glow", color=color, power=power)),)


MAKER = Maker(strip)
