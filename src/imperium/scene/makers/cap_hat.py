"""A baseball cap: six panels with seams, a curved brim with rows of stitches."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import deformed, stitches
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import along, ellipsoid, lathe, lathe_size, tube

HIGH, WIDE, LONG = 12.5, 8.6, 10.2


def cap_hat(
    *,
    color: Hex = "#2d4a6b",
    accent: Hex = "#c8553d",
    thread: Hex = "#e9e2d2",
    label: str = Field(default="", max_length=16),
    mark: Mark = "peak",
    denim: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The brim points to -y; `accent` colours brim and button, the print stands on the front panels."""
    outline = _outline()
    decal = {"text": label, "mark": mark, "at": (0.5, along(outline, 6.0)), "width": 6.4}
    cloth = finish("denim", color=color, seed=seed) if denim else finish("canvas", color=color, decal=decal, threads=13)
    brim = finish("canvas", color=accent, threads=13, seed=seed)
    white = finish("fabric", color=thread, threads=12)
    dome = deformed(lathe(outline, 192), _shaped)
    return (
        Part("dome", dome, cloth, lathe_size(outline)),
        Part("brim", _brim(), brim, (24, 10)),
        Part("seams", merge([_seam(k) for k in range(6)]), cloth, (10, 1)),
        Part("stitches", merge([_stitched(k, side) for k in range(6) for side in (-1, 1)]), white),
        Part("rows", merge(_row(t) for t in (0.16, 0.32, 0.48, 0.64, 0.8)), white),
        Part("button", ellipsoid(0.75, 0.75, 0.5, 24).moved(z=HIGH + 0.1), brim),
        Part("eyelets", merge(_eyelet(k) for k in range(6)), white),
    )


def _outline() -> Array:
    turn = np.linspace(0, np.pi / 2, 60)
    return np.stack([np.cos(turn).clip(1e-3) ** 0.78, HIGH * np.sin(turn) ** 1.05], -1) * [WIDE, 1]


def _shaped(points: Array) -> Array:
    """From a round dome to a head: longer to the front, panels a little full between the seams."""
    turn = np.arctan2(points[:, 1], points[:, 0])
    rise = points[:, 2] / HIGH
    full = 1 + 0.012 * np.abs(np.sin(3 * (turn + np.pi / 2))) * np.sin(np.pi * rise.clip(0, 1))
    front = np.clip(-points[:, 1] / WIDE, 0, 1)
    moved = points * np.stack([full, full * LONG / WIDE, np.ones_like(full)], -1)
    moved[:, 1] -= 0.9 * front * np.sin(np.pi * rise.clip(0, 1)) * 0.8
    moved[:, 2] += 0.6 * front**2
    return np.asarray(moved)


def _meridian(turn: float, low: float = 0.02, high: float = 0.985, lift: float = 0.0) -> Array:
    t = np.linspace(low, high, 60) * np.pi / 2
    radius = np.cos(t) ** 0.78 * WIDE + lift
    points = np.stack([radius * np.cos(turn), radius * np.sin(turn), HIGH * np.sin(t) ** 1.05 + lift * np.sin(t)], -1)
    return _shaped(points)


def _seam(number: int) -> Mesh:
    return tube(_meridian(-np.pi / 2 + number * np.pi / 3), 0.13, 10)


def _stitched(number: int, side: int) -> Mesh:
    path = _meridian(-np.pi / 2 + number * np.pi / 3 + side * 0.055, 0.02, 0.9, 0.02)
    return stitches(path, 0.32, 0.2, 0.04)


def _eyelet(number: int) -> Mesh:
    spot = _meridian(-np.pi / 3 + number * np.pi / 3, 0.62, 0.7, 0.03)
    turn = np.linspace(0, 2 * np.pi, 25)[:, None]
    side = np.cross(spot[30] - spot[29], [0, 0, 1.0])
    up = spot[31] - spot[30]
    side, up = side / np.linalg.norm(side), up / np.linalg.norm(up)
    return tube(spot[30] + 0.34 * (np.cos(turn) * side + np.sin(turn) * up), 0.11, 8)


def _brim_point(u: Array, t: Array) -> Array:
    """`u` in -1–1 across, `t` from the head to the edge: a visor bent down at its sides."""
    angle = -np.pi / 2 + u * 1.12
    root = np.stack([WIDE * np.cos(angle), LONG * np.sin(angle)], -1)
    reach = 7.4 * np.clip(1 - u**4, 0, 1) ** 0.6
    x = root[..., 0] * (1 + 0.02 * t)
    y = root[..., 1] - 0.25 - reach * t
    z = 0.55 + 0.5 * (1 - u**2) - 0.12 * t * reach * 0.35 - 0.045 * x**2 * np.clip(t, 0, 1) * 0.45 + 0.35 * t
    return np.stack([x, y, np.maximum(z, 0.1)], -1)


def _brim() -> Mesh:
    u, t = np.meshgrid(np.linspace(-0.995, 0.995, 90), np.linspace(0, 1, 30))
    top = _brim_point(u, t)
    bulge = 0.22 * np.sqrt(np.clip(1 - np.clip((t - 0.9) / 0.1, 0, 1) ** 2, 0, 1))[..., None]
    up = np.array([0, 0, 1.0]) * bulge
    upper, under = top + up, top - 0.6 * up
    return merge([lattice(upper[:, ::-1]), lattice(under)])


def _row(t: float) -> Mesh:
    u = np.linspace(-0.95, 0.95, 160)
    return stitches(_brim_point(u, np.full(160, t)) + np.array([0, 0, 0.23]), 0.34, 0.2, 0.04)


MAKER = Maker(cap_hat)
