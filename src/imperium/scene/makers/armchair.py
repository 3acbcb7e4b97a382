"""An armchair: a padded shell of cushions on tapered legs."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.solids import cushion
from imperium.scene.upholstery import WEAVE, tapered_legs, upholstery


def armchair(
    *,
    color: Hex = "#7d8c74",
    accent: Hex = "#8a6038",
    cover: Literal["fabric", "leather"] = "fabric",
    width: float = Field(default=78, gt=50, le=140),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to -y; `accent` colours the legs."""
    cloth = upholstery(cover, color, seed)
    legs = tapered_legs([(x * (width / 2 - 9), y) for x in (-1, 1) for y in (-27, 29)], 15.0)
    return (
        Part("frame", _frame(width), cloth, WEAVE),
        Part("seat", cushion(width - 28, 60, 17, 0.22, (1, 1)).moved(0, -5, 27), cloth, (1, 1)),
        Part("back", _back(width), cloth, (1, 1)),
        Part("legs", legs, finish("wood", color=accent, seed=seed), (40, 12)),
    )


def _frame(width: float) -> Mesh:
    base = cushion(width - 6, 70, 16, 0.05, WEAVE).moved(z=14)
    arm = cushion(15, 74, 40, 0.06, WEAVE)
    arms = [arm.moved(side * (width / 2 - 7.5), -1, 16) for side in (-1, 1)]
    rear = cushion(width - 8, 15, 58, 0.04, WEAVE).turned((1, 0, 0), -8).moved(0, 29, 19)
    return merge([base, *arms, rear])


def _back(width: float) -> Mesh:
    pad = cushion(width - 29, 16, 44, 0.1, (1, 1))
    full = pad.vertices.copy()
    x, z = full[:, 0] * 2 / (width - 29), (full[:, 2] - 22) / 22
    full[:, 1] *= 1 + 0.35 * np.clip(1 - x**2, 0, 1) * np.clip(1 - z**2, 0, 1)
    return Mesh(full, pad.normals, pad.uvs, pad.faces).turned((1, 0, 0), -14).moved(0, 17, 41)


MAKER = Maker(armchair)
