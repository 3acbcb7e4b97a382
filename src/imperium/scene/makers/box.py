"""A carton with the product's name on the front."""

from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.decal import Mark
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import rounded_box


def box(
    *,
    color: Hex = "#c7a77c",
    accent: Hex | None = None,
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    width: float = Field(default=14, gt=0, le=200),
    depth: float = Field(default=9, gt=0, le=200),
    height: float = Field(default=17, gt=0, le=200),
    seed: int = 0,
) -> tuple[Part, ...]:
    """The base carton and a slip lid; `accent` colours the lid."""
    split = height * 0.8
    decal = {"text": label, "mark": mark, "at": (0.5, 0.54), "width": width * 0.66, "spacing": 0.12}
    carton = rounded_box(width, depth, split, 0.18)
    lid = rounded_box(width + 0.3, depth + 0.3, height - split, 0.22).moved(z=split + 0.05)
    return (
        Part("carton", carton, finish("matte", color=color, decal=decal, mottle=0.08, seed=seed), (width, split)),
        Part("lid", lid, finish("matte", color=accent or shifted(color, lightness=-0.12)), (width, height - split)),
    )


MAKER = Maker(box)
