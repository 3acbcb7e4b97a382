"""Citrus fruit: a whole one with a pored peel, and a half that shows its segments."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from imperium.scene.colour import Hex
from imperium.scene.forms import cushion, deformed, flat_uvs, lumpy
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import disc, ellipsoid, lathe, profile
from imperium.scene.shapes import leaf as leaf_shape


@dataclass(frozen=True, slots=True)
class Fruit:
    peel: str
    flesh: str
    radius: float
    length: float
    nipple: float


FRUITS = {
    "orange": Fruit("#ee8412", "#f39a25", 3.9, 1.0, 0.0),
    "lemon": Fruit("#f2cd2e", "#f3e08a", 2.9, 1.28, 0.16),
    "lime": Fruit("#6d9a2e", "#c3d67c", 2.5, 1.15, 0.08),
    "grapefruit": Fruit("#f0a553", "#e0604f", 5.2, 0.95, 0.0),
}


def citrus(
    *,
    kind: Literal["orange", "lemon", "lime", "grapefruit"] = "orange",
    color: Hex | None = None,
    cut: bool = True,
    leaf: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` replaces the peel's own; `cut` lays a half in front."""
    fruit = FRUITS[kind]
    r = fruit.radius
    skin = finish("peel", color=color or fruit.peel, pores=0.8, dots=0.15, roughness=0.3, seed=seed)
    lying = fruit.length > 1.1
    whole = _whole(fruit).moved(z=r * (1.0 if lying else fruit.length))
    if lying:
        whole = _whole(fruit).turned((0, 1, 0), 82).moved(z=r)
    peels = [whole]
    parts = []
    if cut:
        half, pith, flesh = (_laid(mesh, fruit) for mesh in (_shell(fruit), _pith(fruit), _segments(fruit, seed)))
        peels.append(half)
        parts.append(Part("pith", pith, finish("crumb", color="#f6ead0", coarse=0.1, seed=seed), (2 * r, 2 * r)))
        juicy = finish("icing", color=fruit.flesh, roughness=0.12, lumps=0.9, seed=seed)
        parts.append(Part("flesh", flesh, juicy, (4 * r, 4 * r)))
    parts.insert(0, Part("peel", merge(peels), skin, (6.3 * r, 3.3 * r)))
    if leaf and not lying:
        blade = leaf_shape(1.2 * r, 0.3 * r, bend=0.6, rows=24, columns=11).turned((0, 0, 1), 205)
        parts.append(Part("leaf", blade.moved(z=1.97 * r * fruit.length), finish("foliage", color="#4c7a30"), (6, 2)))
    return tuple(parts)


def _whole(fruit: Fruit) -> Mesh:
    def drawn(points: Array) -> Array:
        high = points[:, 2] / fruit.radius
        moved = points.copy()
        moved[:, 2] += fruit.nipple * fruit.radius * np.abs(high) ** 9 * np.sign(high)
        moved[:, 2] *= fruit.length
        dent = 0.05 * fruit.radius * np.exp(-((np.hypot(points[:, 0], points[:, 1]) / (0.16 * fruit.radius)) ** 2))
        moved[:, 2] -= np.where(high > 0, dent, 0)
        return moved

    ball = ellipsoid(fruit.radius, fruit.radius, fruit.radius, 72)
    return deformed(lumpy(ball, fruit.radius * 1.3, 0.02 * fruit.radius), drawn)


def _shell(fruit: Fruit) -> Mesh:
    turn = np.linspace(-np.pi / 2, -0.04, 40)
    bowl = np.stack([np.cos(turn).clip(0.003), np.sin(turn) * fruit.length], -1) * fruit.radius
    return lathe(np.vstack([bowl, [[0.985 * fruit.radius, 0]]]))


def _pith(fruit: Fruit) -> Mesh:
    return flat_uvs(disc(0.985 * fruit.radius))


def _segments(fruit: Fruit, seed: int) -> Mesh:
    """Ten wedges with round corners, a little proud of the pith."""
    count, r = 10, fruit.radius
    wedges = []
    for k in range(count):
        half = np.pi / count * 0.9
        turn = np.linspace(-half, half, 12)
        rim = 0.86 * r * np.stack([np.cos(turn), np.sin(turn)], -1)
        tip = np.array([[0.1 * r, 0.035 * r], [0.1 * r, -0.035 * r]])
        outline = np.vstack([rim, tip])
        wedge = cushion(outline, 0.09 * r, 0.05 * r, dome=0.02 * r, steps=4)
        wedges.append(wedge.turned((0, 0, 1), 360 * k / count + 7).moved(z=-0.045 * r))
    return merge([*wedges, lathe(profile([(0.07 * r, 0), (0.05 * r, 0.03 * r), (0.01, 0.03 * r)], [0, 0.01, 0]))])


def _laid(mesh: Mesh, fruit: Fruit) -> Mesh:
    """Leaned back beside the whole fruit, its cut towards -y; the peel's lowest point touches the ground."""
    lean, r = np.radians(62), fruit.radius
    turn = np.linspace(0, np.pi / 2, 91)
    low = r * np.max(np.cos(turn) * np.sin(lean) + fruit.length * np.sin(turn) * np.cos(lean))
    return mesh.turned((1, 0, 0), 62).turned((0, 0, 1), 24).moved(1.75 * r, -0.75 * r, float(low))


MAKER = Maker(citrus)
