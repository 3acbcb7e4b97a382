"""A tuft of grass."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge, rotation, translation
from imperium.scene.shapes import leaf


def grass(
    *,
    height: float = Field(default=10, gt=0, le=500),
    color: Hex = "#8a9150",
    blades: int = Field(default=34, ge=1, le=400),
    seed: int = 0,
) -> tuple[Part, ...]:
    rng = np.random.default_rng(seed)
    tuft = merge(_blade(height, rng) for _ in range(blades))
    return (Part("blades", tuft, finish("foliage", color=color, seed=seed), (6, 1)),)


def _blade(height: float, rng: np.random.Generator) -> Mesh:
    length = height * rng.uniform(0.55, 1.15)
    blade = leaf(length, height * 0.028, bend=rng.uniform(0.3, 0.95), fold=0.3, rows=9, columns=3)
    foot = rng.normal(0, height * 0.09, 2)
    return blade.transformed(
        translation(foot[0], foot[1], 0)
        @ rotation((0, 0, 1), rng.uniform(0, 360))
        @ rotation((0, 1, 0), -rng.uniform(62, 90))
    )


MAKER = Maker(grass)
