"""A drawn mark, raised: the filled path of an SVG as a solid with bevelled edges."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.lettering import drawn
from imperium.scene.maker import Maker, Part
from imperium.scene.signs import Look, dressed, raised

# Two leaves on a stalk.
LEAVES = (
    "M50 96 C48 78 48 66 49 56 C32 54 16 42 12 18 C36 18 48 30 51 46 "
    "C54 24 66 8 90 4 C92 32 78 50 54 55 C53 68 53 80 54 96 Z"
)


def logo(
    *,
    path: str = Field(default=LEAVES, min_length=3, max_length=8000, description="The d attribute of an SVG path."),
    color: Hex = "#2f6b4c",
    look: Look = "plastic",
    height: float = Field(default=24, gt=0.5, le=2000),
    depth: float = Field(default=0.16, ge=0.01, le=2, description="Thickness, in heights."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to -y. Raises InvalidInput for what isn't path data."""
    regions = drawn(path)
    points = np.concatenate([region.outline for region in regions])
    scale = height / max(float(np.ptp(points[:, 1])), float(np.ptp(points[:, 0])) * 0.1, 1e-6)
    mark = raised(regions, scale, depth * height, 0.012 * height)
    return (Part("mark", mark, dressed(look, color, seed), (height * 2, height * 2)),)


MAKER = Maker(logo)
