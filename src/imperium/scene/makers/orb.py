"""A ball."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import ellipsoid


def orb(*, color: Hex = "#d98f6c", radius: float = Field(default=5, gt=0, le=1e4)) -> tuple[Part, ...]:
    ball = ellipsoid(radius, radius, radius).moved(z=radius)
    return (Part("ball", ball, finish("plastic", color=color, roughness=0.25), (6.28 * radius, 3.14 * radius)),)


MAKER = Maker(orb)
