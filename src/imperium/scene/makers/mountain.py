"""A mountain that rain has worn: ridges, gullies, snow above the line."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import lattice
from imperium.scene.terrain import CELLS, massif


def mountain(
    *,
    color: Hex = "#5d6a43",
    accent: Hex = "#77706a",
    width: float = Field(default=160000, gt=0, le=1e6),
    height: float = Field(default=60000, gt=0, le=5e5),
    snow: float = Field(default=0.52, ge=0, le=1, description="Share of the height above which it lies."),
    peaks: float = Field(default=0.8, ge=0, le=1, description="0 is a rounded hill, 1 is sharp."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """A square of land round the origin that is flat at its rim. `accent` is the rock's colour."""
    land = np.asarray(massif(peaks, seed), float)
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, CELLS), np.linspace(-0.5, 0.5, CELLS))
    points = np.stack([x * width, y * width, land * height], -1)
    cover = finish("alpine", color=color, rock=accent, snow=snow, height=height, peaks=peaks, seed=seed)
    return (Part("land", lattice(points, np.stack([x, y], -1) + 0.5), cover, (width, width)),)


MAKER = Maker(mountain)
