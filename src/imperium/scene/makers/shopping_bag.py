"""A paper bag with creased sides, a turned-down rim and rope handles."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import flat_uvs, loft, rings, spline
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import rounded_rectangle, tube


def shopping_bag(
    *,
    color: Hex = "#c9a06c",
    accent: Hex = "#efe6d6",
    label: str = Field(default="", max_length=40),
    mark: Mark = "leaf",
    width: float = Field(default=24, ge=8, le=80),
    height: float = Field(default=30, ge=8, le=90),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours the rope."""
    depth = 0.46 * width
    decal = {"text": label, "mark": mark, "at": (0.5, 0.5), "width": 0.44 * width}
    paper = finish("cardboard", color=color, decal=decal, fibres=0.7, seed=seed)
    plain = finish("cardboard", color=color, fibres=0.7, seed=seed + 1)
    stack = [_ring(width, depth, height, t) for t in np.linspace(0, 1, 40)]
    band = [_ring(width, depth, height, t, 0.035) for t in np.linspace(0.86, 1.0015, 6)]
    inner = [_ring(width, depth, height, t, -0.05) for t in np.linspace(1.0, 0.03, 30)]
    floor = loft(
        [
            (rounded_rectangle(width - 0.1, depth - 0.1, 0.2), 0.0),
            (rounded_rectangle(width - 0.1, depth - 0.1, 0.2), 0.2),
        ]
    )
    return (
        Part("paper", flat_uvs(rings(np.stack(stack)), 0, 2), paper, (width, height)),
        Part("rim", flat_uvs(rings(np.stack(band + inner)), 0, 2), plain, (width, height)),
        Part("floor", floor, plain, (width, depth)),
        Part("rope", _ropes(width, depth, height), finish("fabric", color=accent, threads=5), (30, 2)),
        Part("eyelets", _eyelets(width, depth, height), finish("metal", kind="gold", roughness=0.2)),
    )


def _ring(width: float, depth: float, height: float, t: float, grow: float = 0.0) -> Array:
    """The bag's outline at a part of its height: the narrow sides fold in towards the top, the faces belly out."""
    corners = rounded_rectangle(width + 2 * grow, depth + 2 * grow, 0.25, 4)
    steps = np.linspace(0, 1, 10, endpoint=False)[None, :, None]
    outline = (corners[:, None] + (np.roll(corners, -1, axis=0) - corners)[:, None] * steps).reshape(-1, 2)
    x, y = outline.T.copy()
    side = np.abs(x) > width / 2 + grow - 0.03
    face = np.abs(y) > depth / 2 + grow - 0.03
    fold = np.where(side, 1 - np.abs(y) / (depth / 2), 0) * 0.1 * width * np.clip(t - 0.18, 0, 1)
    belly = np.where(face, np.cos(np.pi * x / width), 0) * 0.012 * width * np.sin(np.pi * min(t, 1))
    narrow = 1 - 0.14 * np.clip(t - 0.1, 0, 1)
    return np.column_stack([x - np.sign(x) * fold, y * narrow + np.sign(y) * belly, np.full(len(x), t * height)])


def _ropes(width: float, depth: float, height: float) -> Mesh:
    half, drop = 0.2 * width, 0.93 * height
    knots = [(-half, 0, drop), (-half, 0, height + 2), (-0.6 * half, 0, height + 6.2), (0, 0, height + 7.4)]
    path = spline(knots + [(-x, y, z) for x, y, z in knots[-2::-1]], 120)
    rope = tube(path, 0.26 + 0.035 * np.sin(np.linspace(0, 300, 120)), 12)
    out = depth * 0.44
    return merge([rope.turned((1, 0, 0), 4).moved(y=-out + 0.07 * height - 0.2), rope.moved(y=out - 0.2)])


def _eyelets(width: float, depth: float, height: float) -> Mesh:
    turn = np.linspace(0, 2 * np.pi, 33)
    ring = tube(np.stack([0.42 * np.cos(turn), 0 * turn, 0.42 * np.sin(turn)], -1), 0.12, 10)
    return merge(ring.moved(s * 0.2 * width, -0.443 * depth - 0.06, 0.93 * height) for s in (-1, 1))


MAKER = Maker(shopping_bag)
