"""A table top, counter or floor: a board with its upper face at z=0."""

from pydantic import Field

from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import plane, rounded_box


def slab(
    *,
    width: float = Field(default=150, gt=0, le=1e5),
    depth: float = Field(default=105, gt=0, le=1e5),
    thickness: float = Field(default=0, ge=0, le=100),
) -> tuple[Part, ...]:
    """Flat when `thickness` is 0."""
    top = plane(width, depth)
    parts = [Part("top", top, finish("wood", planks=5), (width, depth))]
    if thickness:
        edge = rounded_box(width, depth, thickness, 0.2).moved(z=-thickness - 0.01)
        parts.append(Part("edge", edge, finish("wood"), (width, thickness)))
    return tuple(parts)


MAKER = Maker(slab)
