"""Apples: a blushed skin, a hollow with the stalk, a leaf; one, or a few together."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import deformed, spline
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, tube
from imperium.scene.shapes import leaf as leaf_shape

# Radius and height of half the fruit, from the hollow of the flower to that of the stalk; the widest is 1.
HALF = [(0.01, 0.17), (0.12, 0.1), (0.26, 0.0), (0.5, 0.03), (0.8, 0.3), (0.96, 0.72), (1.0, 1.12)]
HALF += [(0.93, 1.48), (0.68, 1.76), (0.4, 1.78), (0.2, 1.66), (0.08, 1.5), (0.01, 1.42)]


def apple(
    *,
    color: Hex = "#d0b04a",
    accent: Hex | None = "#ad2328",
    count: int = Field(default=1, ge=1, le=5),
    leaf: bool = True,
    size: float = Field(default=3.9, ge=1, le=12),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is the blush; `size` the radius."""
    rng = np.random.default_rng(seed)
    places = [(0.0, 0.0), (-2.05, 0.5), (1.5, 1.55), (-0.6, 2.15), (1.9, -0.7)][:count]
    frames = [(x * size, y * size, rng.uniform(0, 360)) for x, y in places]
    fruit, stalk, blade = _fruit(size, seed), _stalk(size), _leaf(size)
    skin = finish("peel", color=color, blush=accent, dots=0.6, roughness=0.24, seed=seed)
    parts = [
        Part("skin", _all(fruit, frames), skin, (6.3 * size, 3.4 * size)),
        Part("stalk", _all(stalk, frames), finish("matte", color="#5a3d22")),
    ]
    if leaf:
        parts.append(Part("leaf", _all(blade, frames), finish("foliage", color="#4f7a2e", seed=seed), (5, 2)))
    return tuple(parts)


def _all(mesh: Mesh, frames: list[tuple[float, float, float]]) -> Mesh:
    return merge(mesh.turned((0, 0, 1), turn).moved(x, y) for x, y, turn in frames)


def _fruit(size: float, seed: int) -> Mesh:
    """A little lopsided, with five bumps round the flower."""
    lean = np.random.default_rng(seed).uniform(-0.05, 0.05, 2)

    def grown(points: Array) -> Array:
        turn = np.arctan2(points[:, 1], points[:, 0])
        height = points[:, 2] / (1.78 * size)
        bumps = 1 + 0.045 * np.cos(5 * turn) * np.clip(1 - height * 1.6, 0, 1) + 0.018 * np.cos(3 * turn + 1) * height
        moved = points * np.stack([bumps, bumps, np.ones_like(bumps)], -1)
        moved[:, :2] += lean * points[:, 2:] * height[:, None]
        return np.asarray(moved)

    return deformed(lathe(spline(HALF, 90) * size), grown)


def _stalk(size: float) -> Mesh:
    path = spline([(0, 0, 1.4), (0.02, 0, 1.6), (0.08, 0.02, 1.85), (0.2, 0.03, 2.08)], 24) * size
    return tube(path, size * np.concatenate([np.full(20, 0.035), [0.04, 0.05, 0.055, 0.02]]), 10)


def _leaf(size: float) -> Mesh:
    blade = leaf_shape(1.15 * size, 0.27 * size, bend=0.55, rows=24, columns=11)
    return blade.turned((0, 1, 0), -22).turned((0, 0, 1), 200).moved(0.1 * size, 0.02 * size, 1.92 * size)


MAKER = Maker(apple)
