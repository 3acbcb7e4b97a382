"""A loose cut stone, lying on its pavilion."""

from typing import Literal

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import brilliant
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import merge


def gem(
    *,
    stone: Literal["diamond", "sapphire", "ruby", "emerald", "amethyst", "topaz"] = "amethyst",
    color: Hex | None = None,
    size: float = Field(default=1.2, ge=0.1, le=20, description="Half its width in centimetres."),
    count: int = Field(default=1, ge=1, le=3),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` replaces the stone's own."""
    lying = [
        brilliant(size * s).turned((0, 0, 1), 20 * k + seed).turned((1, 0, 0), 41)
        for k, s in enumerate((1.0, 0.62, 0.45))
    ]
    spots = [(0.0, 0.0), (1.9 * size, 0.5 * size), (-1.5 * size, -0.7 * size)]
    grounded = [m.moved(x, y, -float(m.bounds[0][2])) for m, (x, y) in zip(lying, spots, strict=True)]
    return (Part("stone", merge(grounded[:count]), finish("gemstone", kind=stone, color=color)),)


MAKER = Maker(gem)
