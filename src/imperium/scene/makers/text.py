"""A word in raised letters with bevelled edges, standing."""

from typing import Literal

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.lettering import Font, Region, lettered
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.scene import Finish
from imperium.scene.solids import plate, sides_up

Look = Literal["plastic", "metal", "wood", "stone", "glow"]


def text(
    *,
    label: str = Field(default="Hello", min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$"),
    color: Hex = "#d8452e",
    font: Font = "bold",
    look: Look = "plastic",
    height: float = Field(default=20, gt=0.5, le=2000, description="Of a capital letter."),
    depth: float = Field(default=0.3, ge=0.02, le=3, description="Thickness, in letter heights."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to -y and stands in the middle of z=0. Letters that the font lacks are left out."""
    regions = lettered(label, font) or lettered("?", font)
    letters = raised(regions, height / 0.72, depth * height, 0.02 * height)
    return (Part("letters", letters, dressed(look, color, seed), (height * 2, height * 2)),)


def raised(regions: list[Region], scale: float, thick: float, bevel: float) -> Mesh:
    """Regions as upright plates, centred on x, with their lowest point on z=0."""
    plates = [
        plate(r.outline * scale, thick, bevel, [hole * scale for hole in r.holes], (2 * scale, 2 * scale))
        for r in regions
    ]
    body = sides_up(merge(plates))
    low, high = body.bounds
    return body.moved(-(low[0] + high[0]) / 2, thick / 2, -low[2])


def dressed(look: Look, color: str, seed: int) -> Finish:
    """The finish by its name."""
    return {
        "plastic": finish("plastic", color=color, roughness=0.08),
        "metal": finish("metal", kind="steel", tint=color, roughness=0.16),
        "wood": finish("wood", color=color, seed=seed),
        "stone": finish("stone", kind="marble", color=color, roughness=0.2, seed=seed),
        "glow": finish("glow", color=color, power=5),
    }[look]


MAKER = Maker(text)
