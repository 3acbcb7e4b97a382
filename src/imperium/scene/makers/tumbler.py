"""A tumbler: a heavy base, cut flutes, a drink with ice in it."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import fluted, walled
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import lathe, profile, rounded_box


def tumbler(
    *,
    color: Hex = "#d08a2c",
    fill: float = Field(default=0.5, ge=0, le=0.9),
    ice: int = Field(default=2, ge=0, le=4),
    flutes: int = Field(default=14, ge=0, le=40),
    tint: Hex = "#f6fbf9",
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the drink's."""
    outer = profile([(0.01, 0.12), (3.1, 0.12), (3.4, 0), (3.75, 0.35), (4.1, 9.6)], [0, 0.1, 0.2, 0.4, 0])
    whole = walled(outer, 0.3, 1.5)
    rim = int(whole[:, 1].argmax())
    outside = fluted(whole[: rim + 1], flutes, 0.16, 0.5, 5.6) if flutes else lathe(whole[: rim + 1])
    level, inner = 1.5 + 7.8 * fill, whole[rim:][::-1]
    glass = finish("glass", tint=tint)
    if fill < 0.05:
        return Part("glass", outside, glass), Part("inside", lathe(whole[rim:]), glass)
    radius = float(np.interp(level, inner[2:, 1], inner[2:, 0]))
    wet = np.vstack([inner[inner[:, 1] < level], [radius, level]])
    dry = np.vstack([[radius, level], inner[inner[:, 1] > level]])
    top = np.array([[radius, level], [radius / 2, level], [0.01, level]])
    parts = [
        Part("glass", outside, glass),
        Part("inside", lathe(dry[::-1]), glass),
        Part("drink", lathe(wet), finish("liquid", color=color, within="glass")),
        Part("surface", lathe(top), finish("liquid", color=color)),
    ]
    if ice:
        parts.append(Part("ice", _ice(ice, level, seed), finish("icing", color="#e3eef4", roughness=0.08, lumps=0)))
    return tuple(parts)


def _ice(count: int, level: float, seed: int) -> Mesh:
    """Cubes that look out of the drink, each turned its own way."""
    rng = np.random.default_rng(seed)
    cubes = []
    for k in range(count):
        cube = rounded_box(2.3, 2.3, 2.3, 0.35, 4).moved(z=-1.15)
        for axis in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
            cube = cube.turned(axis, rng.uniform(-35, 35))
        turn = 2 * np.pi * k / max(count, 1) + 0.4
        cubes.append(cube.moved(1.55 * np.cos(turn), 1.55 * np.sin(turn), level + 1.45 + 0.3 * (k % 2)))
    return merge(cubes)


MAKER = Maker(tumbler)
