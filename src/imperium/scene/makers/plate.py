"""Plates: glazed, with a raised rim and a line of colour round it; one, or a stack of them."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import flat_uvs
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import merge
from imperium.scene.shapes import lathe, profile

THICK = 1.05  # cm from one stacked plate to the next


def plate(
    *,
    color: Hex = "#f0ece2",
    accent: Hex = "#35577d",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    radius: float = Field(default=13.5, ge=4, le=40),
    count: int = Field(default=1, ge=1, le=8),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The print stands in the middle; `accent` colours the rim."""
    r = radius
    dish = profile(
        [
            (0.01, 0.5),
            (0.55 * r, 0.5),
            (0.58 * r, 0),
            (0.63 * r, 0),
            (0.7 * r, 0.5),
            (r, 2.15),
            (r, 2.5),
            (0.985 * r, 2.52),
            (0.7 * r, 1.05),
            (0.64 * r, 0.85),
            (0.01, 0.8),
        ],
        [0, 0.1, 0.1, 0.1, 0.8, 0.2, 0.15, 0.1, 1.4, 0.8, 0],
    )
    line = profile(
        [(0.965 * r, 2.425), (0.999 * r, 2.53), (1.001 * r, 2.3), (0.995 * r, 2.13)][::-1], [0, 0.03, 0.1, 0]
    )
    decal = {"text": label, "mark": mark, "at": (0.5, 0.5), "width": 0.7 * r}
    glaze = finish("ceramic", color=color, decal=decal, mottle=0.08, roughness=0.08, seed=seed)
    body = flat_uvs(lathe(dish))
    return (
        Part("plate", merge(body.moved(z=THICK * k) for k in range(count)), glaze, (2 * r, 2 * r)),
        Part("rim", merge(lathe(line).moved(z=THICK * k) for k in range(count)), finish("ceramic", color=accent)),
    )


MAKER = Maker(plate)
