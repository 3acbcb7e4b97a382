"""A wall facing -y, standing on z=0."""

from pydantic import Field

from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import plane


def wall(
    *, width: float = Field(default=320, gt=0, le=1e5), height: float = Field(default=200, gt=0, le=1e5)
) -> tuple[Part, ...]:
    upright = plane(width, height).turned((1, 0, 0), 90).moved(z=height / 2)
    return (Part("face", upright, finish("plaster"), (width, height)),)


MAKER = Maker(wall)
