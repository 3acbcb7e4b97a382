"""A vase: thrown, glazed above a bare foot, fluted where wanted, with twigs in it or without."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import above, below, fluted, spline, walled
from imperium.scene.growth import Twig, twig
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import merge
from imperium.scene.shapes import along, lathe, lathe_size

# Radius and height of the outer wall, foot to rim.
SHAPES = {
    "classic": [(4.2, 0), (4.6, 0.3), (6.6, 5), (8.0, 11), (7.2, 17), (4.6, 21.5), (3.6, 24), (4.3, 26.2)],
    "bottle": [(4.8, 0), (5.2, 0.3), (6.9, 4), (7.4, 8), (5.6, 12.5), (2.4, 16), (1.9, 21), (2.4, 26)],
    "round": [(3.6, 0), (4.1, 0.3), (7.6, 4), (9.2, 9), (7.8, 14), (4.4, 17.2), (3.4, 18.2), (3.7, 19.2)],
}


def vase(
    *,
    color: Hex = "#e3d9c6",
    accent: Hex = "#a5795a",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    shape: Literal["classic", "bottle", "round"] = "classic",
    flutes: int = Field(default=0, ge=0, le=80),
    twigs: int = Field(default=0, ge=0, le=12),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is the bare clay of the foot."""
    outer = spline(SHAPES[shape], 90)
    cut = 0.17 * outer[-1, 1]
    glazed = walled(above(outer, cut), 0.45, cut)
    foot = np.vstack([[[0.01, 0.1], [outer[0, 0] - 0.6, 0.1], [outer[0, 0] - 0.5, 0]], below(outer, cut)])
    wall = fluted(glazed, flutes, 0.28, cut + 1, outer[-1, 1] - 4) if flutes else lathe(glazed)
    decal = {"text": label, "mark": mark, "at": (0.5, along(glazed, 0.5 * outer[-1, 1])), "width": 6.0}
    glaze = finish("ceramic", color=color, decal=decal, roughness=0.22, mottle=0.2, seed=seed)
    parts = [
        Part("body", wall, glaze, lathe_size(glazed)),
        Part("foot", lathe(foot), finish("stone", color=accent, roughness=0.6, seed=seed), lathe_size(foot)),
    ]
    if twigs:
        grown = [_branch(k, float(outer[-1, 1]), float(outer[-1, 0]), seed) for k in range(twigs)]
        parts.append(Part("leaves", merge(t.leaves for t in grown), finish("foliage", color="#7f9463"), (5, 2)))
        parts.append(Part("stems", merge(t.stem for t in grown), finish("matte", color="#6a5a3c")))
    return tuple(parts)


def _branch(number: int, height: float, rim: float, seed: int) -> Twig:
    rng = np.random.default_rng([seed, number])
    turn = number * 2.39996 + rng.uniform(-0.4, 0.4)
    out = np.array([np.cos(turn), np.sin(turn)])
    start = (*(0.4 * rim * out), height - 6)
    lean = (*(rng.uniform(0.15, 0.45) * out), 1.0)
    length = height * rng.uniform(0.9, 1.35)
    return twig(start, lean, length, leaves=15, leaf=4.2, droop=rng.uniform(0.3, 0.8), seed=int(rng.integers(2**31)))


MAKER = Maker(vase)
