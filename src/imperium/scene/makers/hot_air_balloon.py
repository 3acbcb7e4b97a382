"""A hot-air balloon: gores that swell between their seams, ropes, a wicker basket, a flame."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge, scaling
from imperium.scene.shapes import tube
from imperium.scene.solids import block, curve, plate, superellipse


def hot_air_balloon(
    *,
    color: Hex = "#c23b2c",
    accent: Hex = "#f0dfb8",
    gores: int = Field(default=20, ge=8, le=36),
    height: float = Field(default=2400, ge=20, le=6000),
    flame: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """Gores of `color` and `accent` take turns. The basket stands on z=0."""
    s = scaling(*[height / 2400] * 3)
    gores += gores % 2
    shade = [finish("fabric", color=c, threads=0.8, seed=seed) for c in (color, accent)]
    rows = [merge(_gore(k, gores) for k in range(first, gores, 2)) for first in (0, 1)]
    parts = [
        Part("gores0", rows[0], shade[0], (300, 300)),
        Part("gores1", rows[1], shade[1], (300, 300)),
        Part("skirt", _skirt(), finish("fabric", color=color, threads=1, seed=seed), (200, 200)),
        Part("tapes", merge(_tape(k, gores) for k in range(gores)), finish("fabric", color="#3a332c", threads=2)),
        Part("ropes", merge(_ropes()), finish("matte", color="#4a4038")),
        Part("basket", merge(_basket()), finish("wood", color="#9a6b3c", gloss=0.3, seed=seed), (60, 8)),
        Part("rim", merge(_rim()), finish("leather", color="#5a3822", seed=seed), (40, 20)),
        Part("burner", merge(_burner()), finish("metal", kind="steel", roughness=0.25)),
    ]
    if flame:
        parts.append(Part("flame", _flame(), finish("glow", color="#ffb04a", power=22)))
    return tuple(Part(p.slot, p.mesh.transformed(s), p.finish, p.size) for p in parts)


def _spine(count: int) -> Array:
    """Radius and height of the envelope from the mouth to the crown."""
    return curve(
        [(150, 640), (330, 860), (640, 1240), (790, 1640), (720, 2050), (440, 2310), (150, 2390), (2, 2400)], count
    )


def _gore(k: int, gores: int) -> Mesh:
    """One panel, fuller between its seams where the air presses."""
    spine = _spine(60)
    u = np.linspace(0, 1, 11)
    angle = (k + u) * 2 * np.pi / gores
    swell = 1 + 0.028 * np.sin(np.pi * u)[None] * np.clip(spine[:, :1] / 500, 0, 1)
    r = spine[:, :1] * swell
    points = np.stack([r * np.cos(angle), r * np.sin(angle), np.broadcast_to(spine[:, 1:], r.shape)], -1)
    mesh = lattice(points)
    inward = (mesh.normals[:, :2] * mesh.vertices[:, :2]).sum() < 0
    return Mesh(mesh.vertices, -mesh.normals, mesh.uvs, mesh.faces[:, ::-1]) if inward else mesh


def _tape(k: int, gores: int) -> Mesh:
    spine = _spine(60)
    angle = k * 2 * np.pi / gores
    return tube(np.stack([spine[:, 0] * np.cos(angle), spine[:, 0] * np.sin(angle), spine[:, 1]], -1), 2.2, 6)


def _skirt() -> Mesh:
    turn = np.linspace(0, 2 * np.pi, 97)
    rings = [
        np.stack([np.cos(turn) * r, np.sin(turn) * r, np.full(97, z)], -1)
        for r, z in ((118, 545), (128, 590), (150, 640))
    ]
    return lattice(np.stack(rings))


def _ropes() -> list[Mesh]:
    lines = []
    for k in range(16):
        a = k * 2 * np.pi / 16
        corner = np.array([np.sign(np.cos(a + 0.01)) * 52, np.sign(np.sin(a + 0.01)) * 52, 330])
        lines.append(tube(np.array([[np.cos(a) * 150, np.sin(a) * 150, 642], corner]), 1.1, 5))
    poles = [
        tube(np.array([[x * 66, y * 54, 108], [x * 50, y * 50, 332]], float), 3.2, 10) for x in (-1, 1) for y in (-1, 1)
    ]
    return [*lines, *poles]


def _basket() -> list[Mesh]:
    """Woven: strands that pass before and behind the stakes by turns."""
    outline = superellipse(150, 122, 7, 160)
    length = np.linspace(0, 2 * np.pi * 22, 161)
    normal = outline / np.linalg.norm(outline, axis=1, keepdims=True)
    closed, out = np.vstack([outline, outline[:1]]), np.vstack([normal, normal[:1]])
    strands = []
    for row in range(26):
        wave = 1.5 * np.sin(length + np.pi * (row % 2))
        ring = closed * (0.93 + 0.07 * row / 26) + out * wave[:, None]
        strands.append(tube(np.column_stack([ring, np.full(161, 6.0 + 4.1 * row)]), 2.15, 7))
    floor = plate(superellipse(142, 116, 7, 60), 6, 1)
    return [*strands, floor, block(120, 8, 4, 1).moved(0, -30, 0), block(120, 8, 4, 1).moved(0, 30, 0)]


def _rim() -> list[Mesh]:
    ring = superellipse(153, 125, 7, 80)
    return [tube(np.column_stack([np.vstack([ring, ring[:1]]), np.full(81, 113.0)]), 6.0, 14)]


def _burner() -> list[Mesh]:
    frame = superellipse(104, 104, 9, 60)
    hoop = tube(np.column_stack([np.vstack([frame, frame[:1]]), np.full(61, 332.0)]), 3.4, 10)
    cans = [
        tube(np.array([[x, 0, 322], [x, 0, 345], [x, 0, 378]], float), np.array([9.0, 11, 13]), 20) for x in (-15, 15)
    ]
    return [hoop, *cans, block(104, 8, 6, 1).moved(0, 0, 326)]


def _flame() -> Mesh:
    t = np.linspace(0, 1, 24)
    path = np.column_stack([2 * np.sin(5 * t), 2 * np.cos(4 * t), 372 + 175 * t])
    return tube(path, 15 * np.sin(np.pi * np.clip(t + 0.06, 0, 1) ** 0.6) ** 1.1 + 0.05, 18)


MAKER = Maker(hot_air_balloon)
