"""A castle: a keep behind curtain walls with round towers, battlements, a gatehouse, pointed roofs."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge
from imperium.scene.shapes import lathe, profile, tube
from imperium.scene.solids import block, plate, sides_up

STONE = (496.0, 248.0)
MERLON, GAP = 110.0, 80.0


def castle(
    *,
    color: Hex = "#b3a58c",
    accent: Hex = "#4f5f70",
    width: float = Field(default=6000, ge=2500, le=20000),
    towers: float = Field(default=1.0, ge=0.5, le=2.0, description="How tall the towers are."),
    roofs: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """The gate looks to -y. `accent` is the roofs' slate."""
    rng = np.random.default_rng(seed)
    half, high = width / 2, 900.0
    corners = [(sx * half, sy * half) for sx in (-1, 1) for sy in (-1, 1)]
    tall = [high * towers * rng.uniform(1.45, 1.9) for _ in corners]
    round_ = [_tower(390, t).moved(x, y) for (x, y), t in zip(corners, tall, strict=True)]
    round_ += [_tower(260, high * 1.35 * towers).moved(s * 480, -half, 0) for s in (-1, 1)]
    keep = high * 2.3 * towers
    keep_at = (width * 0.06, width * 0.12)
    round_ += [
        _tower(330, keep * 1.3).moved(keep_at[0] + 950, keep_at[1] + 750),
        _tower(240, keep * 1.12).moved(keep_at[0] - 950, keep_at[1] - 750),
    ]
    square = [*_walls(half, high), _gate(high, half), *_keep(1900, 1500, keep, *keep_at)]
    dark = [
        _slit(x * 1.0, y, a, t * 0.55, 392) for (x, y), t in zip(corners, tall, strict=True) for a in (-100, -60, -140)
    ]
    dark += [
        block(46, 8, 130, 3).moved(keep_at[0] + x, keep_at[1] - 752, z)
        for x in (-550, 0, 550)
        for z in (keep * 0.55, keep * 0.78)
    ]
    parts = [
        Part("towers", merge(round_), finish("brick", color=color, kind="ashlar", mortar="#9c917e", seed=seed), STONE),
        Part(
            "walls", merge(square), finish("brick", color=color, kind="ashlar", mortar="#9c917e", seed=seed + 1), STONE
        ),
        Part("slits", merge([*dark, _doorway(half)]), finish("matte", color="#191613")),
        Part("portcullis", _portcullis(half), finish("wood", color="#4a3524", seed=seed), (100, 40)),
    ]
    if roofs:
        tops = [_cone(440, 900 * towers).moved(x, y, t + 60) for (x, y), t in zip(corners, tall, strict=True)]
        tops += [
            _cone(385, 950 * towers).moved(keep_at[0] + 950, keep_at[1] + 750, keep * 1.3 + 60),
            _cone(290, 700 * towers).moved(keep_at[0] - 950, keep_at[1] - 750, keep * 1.12 + 60),
        ]
        parts.append(
            Part("roofs", merge(tops), finish("roof_tiles", color=accent, kind="slate", seed=seed), (480, 480))
        )
        flags = [_flag().moved(x, y, t + 60 + 900 * towers) for (x, y), t in zip(corners, tall, strict=True)]
        parts.append(Part("flags", merge(flags), finish("fabric", color="#a8322c", threads=1), (60, 60)))
    return tuple(parts)


def _tiled(mesh: Mesh, radius: float, height: float) -> Mesh:
    """A lathed body with courses of stone all round it."""
    return mesh.tiled(round(2 * np.pi * radius / STONE[0]), height / STONE[1])


def _tower(radius: float, height: float) -> Mesh:
    r = radius
    outline = profile(
        [
            (r * 1.1, 0),
            (r, 160),
            (r * 0.96, height - 230),
            (r * 1.14, height - 120),
            (r * 1.14, height),
            (r * 0.98, height),
            (r * 0.98, height - 90),
            (0.01, height - 90),
        ],
        [0, 60, 30, 30, 3, 3, 3, 0],
    )
    body = _tiled(lathe(outline, 72), r, float(np.hypot(*np.diff(outline, axis=0).T).sum()))
    count = max(6, round(2 * np.pi * r * 1.14 / (MERLON + GAP)))
    arc = 2 * np.pi / count * MERLON / (MERLON + GAP)
    merlons = [_merlon(r * 0.98, r * 1.14, k * 2 * np.pi / count, arc, height) for k in range(count)]
    return merge([body, *merlons])


def _merlon(inner: float, outer: float, start: float, arc: float, z: float) -> Mesh:
    turn = start + np.linspace(0, arc, 6)
    ring = np.concatenate(
        [np.stack([np.cos(turn), np.sin(turn)], -1) * outer, np.stack([np.cos(turn), np.sin(turn)], -1)[::-1] * inner]
    )
    return plate(ring, 120, 6, tile=STONE).moved(z=z - 2)


def _battlements(length: float, deep: float) -> list[Mesh]:
    count = max(2, round(length / (MERLON + GAP)))
    xs = (np.arange(count) - (count - 1) / 2) * length / count
    return [block(MERLON, 42, 130, 5, STONE).moved(x, -deep / 2 + 24, 0) for x in xs]


def _walls(half: float, high: float) -> list[Mesh]:
    """Four curtain walls; the front one leaves room for the gatehouse."""
    sides = []
    for turn in (90, 180, 270):
        wall = merge(
            [block(2 * half - 500, 220, high, 8, STONE), *(m.moved(z=high) for m in _battlements(2 * half - 700, 220))]
        )
        sides.append(wall.moved(y=-half).turned((0, 0, 1), turn))
    span = half - 480 - 300
    for s in (-1, 1):
        wall = merge([block(span, 220, high, 8, STONE), *(m.moved(z=high) for m in _battlements(span - 150, 220))])
        sides.append(wall.moved(s * (480 + 120 + span / 2), -half))
    return sides


def _arch(width: float, height: float) -> np.ndarray:
    turn = np.linspace(0, np.pi, 24)
    bow = np.stack([np.cos(turn) * width / 2, height - width / 2 + np.sin(turn) * width / 2], -1)
    return np.vstack([[(-width / 2, 12), (width / 2, 12)], bow])


def _gate(high: float, half: float) -> Mesh:
    outline = np.array([(-440, 0), (440, 0), (440, high * 1.15), (-440, high * 1.15)], float)
    face = sides_up(plate(outline, 420, 8, [_arch(330, 560)], STONE)).moved(y=-half + 180)
    return merge([face, *(m.moved(0, -half - 30, high * 1.15) for m in _battlements(700, 420))])


def _doorway(half: float) -> Mesh:
    return block(400, 10, 640, 2).moved(0, -half + 170, 0)


def _portcullis(half: float) -> Mesh:
    bars = [block(16, 14, 470, 2).moved(x, -half - 60, 130) for x in range(-150, 151, 50)]
    rails = [block(330, 12, 16, 2).moved(0, -half - 62, z) for z in range(190, 560, 70)]
    return merge([*bars, *rails])


def _keep(width: float, depth: float, height: float, x: float, y: float) -> list[Mesh]:
    body = [block(width, depth, height, 10, STONE), block(width + 90, depth + 90, 150, 12, STONE).moved(z=height - 100)]
    crest = [
        m.moved(y=-depth / 2 + 70, z=height + 48).turned((0, 0, 1), turn)
        for turn in (0, 180)
        for m in _battlements(width, 100)
    ]
    crest += [
        m.moved(y=-width / 2 + 70, z=height + 48).turned((0, 0, 1), turn)
        for turn in (90, 270)
        for m in _battlements(depth, 100)
    ]
    buttress = [block(170, 120, height * 0.8, 20, STONE).moved(s * width * 0.36, -depth / 2, 0) for s in (-1, 1)]
    return [m.moved(x, y) for m in (*body, *crest, *buttress)]


def _slit(x: float, y: float, degrees: float, z: float, radius: float) -> Mesh:
    return block(26, 12, 150, 2).moved(0, -radius * 0.985, z).turned((0, 0, 1), degrees + 90).moved(x, y)


def _cone(radius: float, height: float) -> Mesh:
    outline = profile(
        [(radius * 0.9, -30), (radius * 1.04, -40), (radius * 0.5, height * 0.42), (3, height)], [0, 4, height * 0.3, 0]
    )
    return lathe(outline, 48).tiled(round(2 * np.pi * radius / 480), height / 480)


def _flag() -> Mesh:
    pole = tube(np.array([[0, 0, -20], [0, 0, 120], [0, 0, 330]], float), 5, 8)
    u, v = np.linspace(0, 1, 24)[None], np.linspace(0, 1, 8)[:, None]
    points = np.broadcast_arrays(
        6 + 190 * u, 22 * np.sin(u * 8 + v) * u, 215 + 105 * (v - 0.5) * (1 - 0.55 * u) + 50 - 25 * u * u
    )
    return merge([pole, lattice(np.stack(points, -1))])


MAKER = Maker(castle)
