"""A leafy twig lying on the table."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.growth import twig
from imperium.scene.maker import Maker, Part, finish


def sprig(
    *, length: float = Field(default=12, gt=0, le=200), color: Hex = "#6f8f66", seed: int = 0
) -> tuple[Part, ...]:
    """Runs from the origin towards -x."""
    shape = twig((0, 0, 0.075 * length), (-1, 0.3, 0.02), length, leaves=15, leaf=0.27 * length, droop=0.05, seed=seed)
    return (
        Part("leaves", shape.leaves, finish("foliage", color=color, seed=seed), (3, 1)),
        Part("stem", shape.stem, finish("matte", color="#5f5136")),
    )


MAKER = Maker(sprig)
