"""Wireless earbuds: the case open, one bud in it, one in front."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import capsule, deformed, flat_uvs, rings, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import ellipsoid, lathe, profile

WIDE, DEEP, HIGH, LID = 6.2, 2.7, 3.6, 1.5


def earbuds(
    *,
    color: Hex = "#f2f1ee",
    accent: Hex = "#2b2d31",
    label: str = Field(default="", max_length=20),
    mark: Mark = "none",
    open: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is the inside of the case and the tips."""
    decal = {"text": label, "mark": mark, "at": (0.5, 0.5), "width": 2.4}
    shell = finish("lacquer", color=color, decal=decal, flakes=0.0, seed=seed)
    plain = finish("lacquer", color=color, flakes=0.0, seed=seed)
    inside = finish("plastic", color=accent, roughness=0.4)
    lid = _half(LID, 1).moved(z=HIGH)
    buds = [_bud().turned((0, 0, 1), 200).moved(-5.4, -2.2, 0), _bud().turned((0, 0, 1), 140).moved(5.6, -3.0, 0)]
    if open:
        lid = _opened(lid)
    parts = [
        Part("case", _half(HIGH, -1).moved(z=HIGH), shell, (WIDE, HIGH)),
        Part("lid", lid, plain, (WIDE, LID)),
        Part("hinge", capsule(np.array([[-1.1, DEEP / 2, HIGH], [1.1, DEEP / 2, HIGH]]), 0.16),
             finish("metal", kind="aluminium", roughness=0.2)),
        Part("led", ellipsoid(0.09, 0.04, 0.09, 12).moved(0, -DEEP / 2 - 0.01, HIGH - 0.75),
             finish("glow", color="#7de38a", power=4)),
    ]  # fmt: skip
    if open:
        bed = _bed().moved(z=HIGH - 0.12)
        seated = [_bud().turned((0, 0, 1), turn).moved(x, 0.1, 1.05) for x, turn in ((-1.35, 60), (1.35, 120))]
        parts.append(Part("bed", merge([bed, _opened(_bed(flip=True).moved(z=HIGH + 0.14))]), inside))
        parts.append(Part("seated", merge(bud for bud in seated), plain))
    parts.append(Part("buds", merge(buds), plain))
    tips = [_tip().turned((0, 0, 1), 200).moved(-5.4, -2.2, 0), _tip().turned((0, 0, 1), 140).moved(5.6, -3.0, 0)]
    return (*parts, Part("tips", merge(tips), finish("rubber", color=accent)))


def _half(height: float, way: int) -> Mesh:
    """Half of the pebble-like case with its open rim on z=0: -1 is the lower, 1 the upper half."""
    t = np.linspace(0, 1, 40)
    size = np.cos(np.pi / 2 * t).clip(1e-6) ** (2 / 3.4)
    rise = np.sin(np.pi / 2 * t) ** (2 / 3.0) * height * way
    outline = superellipse(WIDE, DEEP, 2.9, 140)
    stack = [np.column_stack([outline * s, np.full(len(outline), z)]) for s, z in zip(size, rise, strict=True)]
    return flat_uvs(rings(np.stack(stack[::way])), 0, 2)


def _bed(flip: bool = False) -> Mesh:
    """The inset face of a half."""
    outline = superellipse(WIDE - 0.24, DEEP - 0.24, 2.9, 140)
    sizes = [0.01, 0.5, 0.9, 1.0] if flip else [1.0, 0.9, 0.5, 0.01]
    return rings(np.stack([np.column_stack([outline * s, 0 * outline[:, 0]]) for s in sizes]))


def _opened(mesh: Mesh) -> Mesh:
    hinge = (0, -DEEP / 2, -HIGH)
    return mesh.moved(*hinge).turned((1, 0, 0), -105).moved(0, DEEP / 2, HIGH)


def _bud() -> Mesh:
    """Stem on the ground, the speaker's body on top, its nozzle to +x."""
    stem = profile([(0.01, 0), (0.3, 0.02), (0.31, 0.2), (0.29, 2.2), (0.01, 2.6)], [0, 0.08, 0.05, 0.2, 0])
    head = deformed(ellipsoid(0.82, 0.68, 0.76, 40), _drawn).turned((0, 1, 0), 14)
    return merge([lathe(stem, 40).turned((0, 1, 0), 4), head.moved(0.34, 0, 2.72)])


def _drawn(points: Array) -> Array:
    """Narrower towards the ear."""
    scale = 1 - 0.3 * np.clip(points[:, 0], 0, None) ** 1.5
    return np.asarray(points * np.stack([np.ones_like(scale), scale, scale], -1))


def _tip() -> Mesh:
    cup = profile(
        [(0.28, 0), (0.5, 0.02), (0.52, 0.2), (0.34, 0.52), (0.2, 0.56), (0.01, 0.4)], [0, 0.05, 0.15, 0.15, 0.05, 0]
    )
    return lathe(cup, 40).turned((0, 1, 0), 104).moved(0.95, 0, 2.56)


MAKER = Maker(earbuds)
