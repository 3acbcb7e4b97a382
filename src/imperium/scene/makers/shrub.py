"""A shrub: a rounded bush of leaves over its stems, in flower or clipped to a ball."""

import numpy as np
from pydantic import Field

from imperium.scene.branching import leaf_frames, leaves
from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, scaling
from imperium.scene.shapes import leaf, tube
from imperium.scene.solids import copies, curve, grounded


def shrub(
    *,
    color: Hex = "#4c6b35",
    accent: Hex = "#d77a9a",
    height: float = Field(default=110, ge=15, le=500),
    flowers: int = Field(default=0, ge=0, le=120),
    clipped: bool = False,
    seed: int = 0,
) -> tuple[Part, ...]:
    """`accent` is the flowers'."""
    rng = np.random.default_rng(seed)
    s = scaling(*[height / 110] * 3)
    points, out = _crown(2600, clipped, rng)
    parts = [Part("stems", grounded(_stems(rng)).transformed(s), finish("bark", color="#6b5640", seed=seed), (30, 30))]
    for k, tone in enumerate((color, shifted(color, hue=-0.03, lightness=0.07))):
        chosen = slice(k, None, 2)
        frames = leaf_frames(points[chosen], out[chosen] * [1, 1, 0.6], 6.2 if clipped else 9.0, rng, droop=0.1)
        parts.append(
            Part(
                f"leaves{k}",
                grounded(leaves(frames, 0.3)).transformed(s),
                finish("foliage", color=tone, seed=seed + k),
                (6, 3),
            )
        )
    if flowers:
        at, way = _crown(flowers, clipped, rng, rim=1.04)
        parts.append(
            Part("flowers", _blossoms(at, way, rng).transformed(s), finish("foliage", color=accent, seed=seed), (6, 3))
        )
    return tuple(parts)


def _crown(count: int, clipped: bool, rng: np.random.Generator, rim: float = 0.0) -> tuple[Array, Array]:
    """Points in the outer part of a lumpy dome, and the way out at each."""
    way = rng.normal(0, 1, (count, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    way[:, 2] = np.abs(way[:, 2] + 0.85) - 0.85
    waves = np.stack([np.sin(way @ rng.normal(0, 3.4, 3) + rng.random() * 6) for _ in range(4)])
    lumps = 1 + (0.0 if clipped else 0.13) * waves.sum(0)
    depth = rim or 1 - 0.55 * rng.random(count) ** (2.6 if clipped else 1.7)
    points = way * (lumps * depth)[:, None] * np.array([52, 50, 54]) + [0, 0, 54]
    points[:, 2] = np.maximum(points[:, 2], 7)
    return points, way


def _stems(rng: np.random.Generator) -> Mesh:
    stems = []
    for _ in range(16):
        out = rng.normal(0, 1, 2) * 17
        path = curve([(*out * 0.1, 0), (*out * 0.9, 30), (*out * 1.6, rng.uniform(60, 85))], 9)
        stems.append(tube(path, np.linspace(1.4, 0.4, 9), 6))
    return merge(stems)


def _blossoms(points: Array, way: Array, rng: np.random.Generator) -> Mesh:
    """Five petals each, facing out."""
    petal = merge(
        leaf(1.0, 0.48, bend=0.7, fold=0.2, rows=5, columns=5).turned((0, 1, 0), -35).turned((0, 0, 1), k * 72)
        for k in range(5)
    )
    frames = np.zeros((len(points), 4, 4))
    side = np.cross(way, rng.normal(0, 1, way.shape))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    frames[:, :3, :3] = np.stack([side, np.cross(way, side), way], -1) * rng.uniform(3.6, 5.2, (len(points), 1, 1))
    frames[:, :3, 3], frames[:, 3, 3] = points, 1
    return copies(petal, frames)


MAKER = Maker(shrub)
