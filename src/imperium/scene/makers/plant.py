"""A pot plant with arching twigs."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.growth import Twig, twig
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import merge
from imperium.scene.shapes import lathe, lathe_size, profile


def plant(
    *,
    height: float = Field(default=34, gt=0, le=400),
    color: Hex = "#5d8a34",
    pot: Hex = "#cfc5b4",
    twigs: int = Field(default=15, ge=1, le=60),
    seed: int = 0,
) -> tuple[Part, ...]:
    s = height / 34
    outline = s * profile(
        [(0.01, 0), (4.6, 0), (6, 11), (6.35, 11), (6.35, 12.4), (5.7, 12.4), (5.4, 10.4), (0.01, 10.2)],
        [0, 0.4, 0.1, 0.1, 0.3, 0.3, 0.1, 0],
    )
    rng = np.random.default_rng(seed)
    grown = [_twig(k, s, rng) for k in range(twigs)]
    return (
        Part("pot", lathe(outline, 96), finish("ceramic", color=pot, roughness=0.3, seed=seed), lathe_size(outline)),
        Part("leaves", merge(t.leaves for t in grown), finish("foliage", color=color, seed=seed), (6, 2)),
        Part("stems", merge(t.stem for t in grown), finish("matte", color="#5f5a32")),
    )


def _twig(k: int, s: float, rng: np.random.Generator) -> Twig:
    azimuth = k * 2.39996 + rng.uniform(-0.2, 0.2)
    out = np.array([np.cos(azimuth), np.sin(azimuth)])
    direction = (*(0.62 * out), 0.9 + rng.uniform(0, 0.5))
    length = s * rng.uniform(19, 28)
    start = (*(0.8 * s * out), 10.3 * s)
    return twig(start, direction, length, leaves=9, leaf=5.6 * s, droop=1.0, seed=int(rng.integers(2**31)))


MAKER = Maker(plant)
