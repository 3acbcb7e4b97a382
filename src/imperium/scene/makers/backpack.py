"""A backpack: padded body, front pocket, zips, side straps, a handle."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.decal import Mark
from imperium.scene.forms import (
    capsule,
    cushion,
    deformed,
    flat_uvs,
    lumpy,
    spline,
    stitches,
    superellipse,
    superellipsoid,
)
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import rounded_box, rounded_rectangle, sweep, tube

HIGH = 44.0


def backpack(
    *,
    color: Hex = "#3d5a5f",
    accent: Hex = "#9a6440",
    label: str = Field(default="", max_length=20),
    mark: Mark = "peak",
    roll: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is the leather of patches and pulls; `roll` carries a sleeping mat below the lid."""
    cloth = finish("canvas", color=color, threads=8, seed=seed)
    dark = finish("canvas", color=shifted(color, lightness=-0.08), threads=8, seed=seed + 1)
    decal = {"text": label, "mark": mark, "at": (0.5, 0.5), "width": 5.0}
    patch = finish("cardboard", color=accent, ink="#2a1a10", decal=decal, fibres=0.7, seed=seed)
    body = _sagging(superellipsoid(14.5, 8.2, HIGH / 2, 3.4, 4.0, 72).moved(z=HIGH / 2 + 0.5), seed)
    pocket = _sagging(superellipsoid(11.0, 3.6, 9.0, 3.2, 3.6).moved(0, -8.2, 11.4), seed + 1)
    plate = flat_uvs(rounded_box(7.6, 0.35, 6.4, 0.15), 0, 2).moved(y=-8.9, z=27.0)
    parts = [
        Part("body", body, cloth, (29, HIGH)),
        Part("pocket", pocket, dark, (22, 18)),
        Part("sides", merge(_side_pocket(s, seed) for s in (-1, 1)), dark, (10, 14)),
        Part("patch", plate, patch, (7.6, 6.4)),
        Part("patch_thread", _patch_thread(), finish("fabric", color="#e8dcc4")),
        Part("base", _base(), finish("leather", color=accent, seed=seed), (40, 6)),
        Part("zips", _zips(), finish("metal", kind="black", roughness=0.4)),
        Part("pulls", _pulls(), finish("leather", color=accent, seed=seed), (3, 1)),
        Part("handle", _handle(), finish("leather", color=accent, seed=seed), (12, 3)),
        Part("straps", merge(_strap(s) for s in (-1, 1)), dark, (60, 6)),
        Part("webbing", merge(_webbing(s) for s in (-1, 1)), finish("fabric", color="#23262a", threads=8), (20, 3)),
        Part("buckles", _buckles(), finish("plastic", color="#1c1e21", roughness=0.35)),
    ]
    if roll:
        parts.append(Part("roll", _roll(), finish("fabric", color=shifted(accent, lightness=0.1), threads=6), (40, 20)))
    return tuple(parts)


def _sagging(mesh: Mesh, seed: int) -> Mesh:
    """Cloth over a filling: soft dents, fuller below."""

    def fuller(points: Array) -> Array:
        swell = 1 + 0.05 * (1 - points[:, 2] / HIGH)
        return np.asarray(points * np.stack([swell, swell, np.ones_like(swell)], -1))

    return lumpy(deformed(mesh, fuller), 13, 0.5, seed)


def _side_pocket(side: int, seed: int) -> Mesh:
    return _sagging(superellipsoid(2.4, 5.6, 7.0, 2.8, 3.2).moved(side * 14.4, -0.5, 8.6), seed + 2 + side)


def _patch_thread() -> Mesh:
    frame = rounded_rectangle(6.9, 5.7, 0.4, 6)
    ring = np.vstack([frame, frame[:1]])
    path = np.column_stack([ring[:, 0], np.full(len(ring), -9.1), ring[:, 1] + 30.2])
    dense = np.stack(
        [np.interp(np.linspace(0, 1, 200), np.linspace(0, 1, len(path)), path[:, k]) for k in range(3)], -1
    )
    return stitches(dense, 0.42, 0.25, 0.07)


def _base() -> Mesh:
    return cushion(superellipse(30.6, 17.6, 3.4), 4.2, 1.6)


def _zips() -> Mesh:
    """An arch over the body, a line over the pocket."""
    turn = np.linspace(0.0, np.pi, 80)
    arch = np.stack([14.0 * np.cos(turn), 0 * turn - 5.6, 20 + 20.6 * np.sin(turn) ** 0.75], -1)
    arch = arch[(arch[:, 2] > 22)]
    line = np.stack(
        [np.linspace(-9.4, 9.4, 40), np.full(40, -11.55) + 0.012 * np.linspace(-9.4, 9.4, 40) ** 2, np.full(40, 15.8)],
        -1,
    )
    return merge([tube(_on_body(arch), 0.34, 10), tube(line, 0.32, 10)])


def _on_body(path: Array) -> Array:
    """Points pulled out to the body's front."""
    x, z = np.abs(path[:, 0]) / 14.9, np.abs(path[:, 2] - HIGH / 2) / (HIGH / 2)
    reach = np.clip(1 - z**4, 0, 1) ** (1 / 4)
    depth = 8.35 * reach * np.clip(1 - (x / np.maximum(reach, 1e-3)) ** 3.4, 0, 1) ** (1 / 3.4)
    return np.column_stack([path[:, 0], -depth * (1 + 0.05 * (1 - path[:, 2] / HIGH)), path[:, 2]])


def _pulls() -> Mesh:
    tag = cushion(rounded_rectangle(0.9, 3.2, 0.35), 0.25, 0.1).turned((1, 0, 0), 90)
    return merge([tag.moved(7.0, -11.5, 13.9), tag.turned((0, 1, 0), 12).moved(-13.4, -4.6, 21.0)])


def _handle() -> Mesh:
    path = spline(
        [
            (-3.2, 1.5, HIGH - 1.2),
            (-3.4, 1.5, HIGH + 1.8),
            (0, 1.5, HIGH + 3.4),
            (3.4, 1.5, HIGH + 1.8),
            (3.2, 1.5, HIGH - 1.2),
        ],
        60,
    )
    return sweep(path, (0, 1, 0), rounded_rectangle(2.2, 0.7, 0.3, 5))


def _strap(side: int) -> Mesh:
    knots = [
        (side * 5, 6.5, HIGH - 2),
        (side * 7.5, 10.5, HIGH - 3.5),
        (side * 9.2, 14.0, 30),
        (side * 10.2, 12.5, 15),
        (side * 11.5, 8.0, 5),
    ]
    return sweep(spline(knots, 80), (1, 0, 0), rounded_rectangle(6.0, 1.4, 0.65, 6))


def _webbing(side: int) -> Mesh:
    """The compression strap over the side, from the back to the front."""
    turn = np.linspace(0.1, np.pi - 0.1, 40)
    path = np.stack([side * (9.5 + 5.6 * np.sin(turn)), -8.3 * np.cos(turn), np.full(40, 24.0)], -1)
    return sweep(path, (0, 0, 1), rounded_rectangle(2.0, 0.3, 0.1, 3))


def _buckles() -> Mesh:
    clip = rounded_box(3.2, 1.0, 2.6, 0.4)
    return merge(clip.turned((0, 0, 1), s * 34).moved(s * 12.3, -7.0, 22.7) for s in (-1, 1))


def _roll() -> Mesh:
    mat = capsule(np.stack([np.linspace(-15, 15, 12), np.full(12, 0.0), np.full(12, 0.0)], -1), 5.0, 48)
    return mat.moved(0, 0.5, HIGH + 4.6)


MAKER = Maker(backpack)
