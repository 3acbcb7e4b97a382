"""A chair: turned spindles in wood, or a moulded shell on four legs."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge
from imperium.scene.shapes import tube
from imperium.scene.solids import curve, grounded, loft, plate, superellipse

SEAT = 45.0


def chair(
    *,
    color: Hex = "#b98a56",
    accent: Hex = "#8a5f38",
    style: Literal["spindle", "shell"] = "spindle",
    height: float = Field(default=84, gt=60, le=120),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to -y; `color` is the wood's or the shell's, `accent` the shell's legs'."""
    if style == "shell":
        return _shell(color, accent, seed)
    wood = finish("wood", color=color, seed=seed)
    back = [_spindle(x, height) for x in np.linspace(-15, 15, 7)]
    return (
        Part("seat", _seat(), wood, (60, 46)),
        Part("legs", grounded(merge([*_legs(), *_stretchers()])), finish("wood", color=color, seed=seed + 1), (50, 12)),
        Part("back", merge(back), finish("wood", color=color, seed=seed + 2), (40, 8)),
        Part("rail", _rail(height), finish("wood", color=color, seed=seed + 3), (60, 24)),
    )


def _seat() -> Mesh:
    """A saddle: dished towards the back."""
    outline = superellipse(44, 42, 3.2, 72)
    board = plate(outline * [1, 1], 3.4, 1.1, tile=(60, 46))
    x, y = board.vertices[:, 0], board.vertices[:, 1]
    dish = 1.3 * np.exp(-(((x / 15) ** 2) + ((y - 3) / 14) ** 2)) * (board.vertices[:, 2] > 2)
    points = board.vertices - np.column_stack([0 * x, 0 * x, dish])
    return Mesh(points, board.normals, board.uvs, board.faces).moved(z=SEAT - 3.4)


def _leg(x: float, y: float) -> Mesh:
    path = curve([(x * 15, y * 14, SEAT - 2), (x * 18.5, y * 17.5, 20), (x * 21, y * 20, 0)], 24)
    t = np.linspace(0, 1, 24)
    return _turned(path, 1.35 + 0.55 * np.sin(np.pi * t**0.8) - 0.35 * t)


def _legs() -> list[Mesh]:
    return [_leg(x, y) for x in (-1, 1) for y in (-1, 1)]


def _stretchers() -> list[Mesh]:
    side = [curve([(x * 18.6, -17.5, 19), (x * 18.4, 0, 18.6), (x * 18.6, 17.5, 19)], 16) for x in (-1, 1)]
    middle = curve([(-18.4, 0, 18.6), (0, 0, 18.4), (18.4, 0, 18.6)], 16)
    swell = 0.8 + 0.45 * np.sin(np.linspace(0, np.pi, 16))
    return [_turned(path, swell) for path in (*side, middle)]


def _spindle(x: float, height: float) -> Mesh:
    top = height - 3.5 - 0.009 * x * x
    lean = 17.5 + 0.012 * (15**2 - x * x) * 0.4
    path = curve([(x, lean - 0.5, SEAT - 1), (x * 1.16, lean + 2.6, (SEAT + top) / 2), (x * 1.28, lean + 6.5, top)], 18)
    stout = 1.7 if abs(x) > 14 else 1.0
    return _turned(path, stout * (0.62 + 0.25 * np.sin(np.linspace(0.2, np.pi, 18))))


def _rail(height: float) -> Mesh:
    """The crest: a bent board with rounded edges."""
    angle = np.linspace(-1.0, 1.0, 40)
    ring = superellipse(2.0, 7.5, 3.0, 28)
    sections = []
    for a in angle:
        centre = np.array([23.5 * np.sin(a) / np.sin(1.0), 20.5 + 4.6 * np.cos(a * 1.2), height - 4 - 1.6 * a * a])
        out = np.array([np.sin(a * 0.45), np.cos(a * 0.45), 0.15])
        shrink = 1 - 0.35 * abs(a) ** 6
        sections.append(centre + ring[:, :1] * out + ring[:, 1:] * np.array([0, 0.12, 1.0]) * shrink)
    return loft(np.array(sections))


def _turned(path: np.ndarray, radius: np.ndarray) -> Mesh:
    return tube(path, radius, 20)


def _shell(color: Hex, accent: Hex, seed: int) -> tuple[Part, ...]:
    top = _bucket(0.0)
    under = lattice(_bucket(0.9))
    lip = np.concatenate([top[0], top[1:, -1], top[-1, ::-1][1:], top[::-1, 0][1:]])
    under = Mesh(under.vertices, -under.normals, under.uvs, under.faces[:, ::-1])
    body = merge([lattice(top), under, tube(lip, 0.5, 10)])
    corners = [(x, y) for x in (-1, 1) for y in (-1, 1)]
    legs = [
        _turned(curve([(x * 9, y * 8, 43.5), (x * 23, y * 22, 0)], 8), np.linspace(1.6, 1.0, 8)) for x, y in corners
    ]
    return (
        Part("shell", body, finish("plastic", color=color, roughness=0.25)),
        Part("legs", grounded(merge(legs)), finish("wood", color=accent, seed=seed), (50, 12)),
        Part("frame", merge(_braces()), finish("metal", kind="black", roughness=0.25)),
    )


def _braces() -> list[Mesh]:
    """Rods between the legs under a shell."""
    x, y, z = 15.0, 14.2, 25.0
    ends = [((x, y, z), (-x, y, z)), ((x, -y, z), (-x, -y, z)), ((x, y, z), (x, -y, z)), ((-x, y, z), (-x, -y, z))]
    return [tube(np.array(pair), 0.4, 8) for pair in ends]


def _bucket(thickness: float) -> np.ndarray:
    """Points of a shell that turns from seat to back, curling up at its sides."""
    spine = curve([(-22, 43.4), (-16, 45.0), (0, 43.0), (14, 43.2), (19.5, 48), (23, 62), (26.5, 82)], 60)
    across = np.linspace(-1, 1, 41)
    t = np.linspace(0, 1, 60)
    half = (
        curve([[21.5], [23], [23.5], [23.5], [23], [22], [17]], 60)[:, 0]
        * (1 - 0.45 * t**24)
        * (1 - 0.3 * (1 - t) ** 30)
    )
    tangent = np.gradient(spine, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    up = np.stack([-tangent[:, 1], tangent[:, 0]], -1)
    curl = (5.5 * np.sin(np.pi * np.clip(t * 1.15, 0, 1)) ** 0.8 + 1.2)[:, None] * np.abs(across[None]) ** 2.6
    x = half[:, None] * np.sin(across[None] * 1.25) / np.sin(1.25)
    y = spine[:, :1] + up[:, :1] * (curl - thickness)
    z = spine[:, 1:] + up[:, 1:] * (curl - thickness)
    return np.stack([x, y, z], -1)


MAKER = Maker(chair)
