"""A city bicycle: a steel frame, spoked wheels, saddle, pedals, chain."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge, scaling
from imperium.scene.shapes import lathe, profile, tube
from imperium.scene.solids import block, copies, curve, framed_on, loft, mirrored, outward, plate, superellipse

R, AXLE = 34.5, 34.5
REAR, FRONT = np.array([-52.0, 0, AXLE]), np.array([54.0, 0, AXLE])
CRANK, SEAT, HEAD, FORK = (
    np.array([-8.0, 0, 28.5]),
    np.array([-24.0, 0, 80]),
    np.array([33.0, 0, 86]),
    np.array([37.5, 0, 70]),
)


def bicycle(
    *,
    color: Hex = "#2f6f73",
    accent: Hex = "#8a5a34",
    bars: Literal["upright", "drop"] = "upright",
    basket: bool = False,
    height: float = Field(default=104, ge=10, le=300),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It rides to +x. `accent` is the leather of saddle and grips."""
    steel = finish("metal", kind="steel", roughness=0.12)
    handles, grips = _handlebar(bars)
    parts = [
        Part("frame", merge(_frame()), finish("plastic", color=color, roughness=0.05)),
        Part("tyres", merge(_tyre().moved(*at) for at in (REAR, FRONT)), finish("rubber", color="#1b1b1c")),
        Part("metal", merge([*(m.moved(*at) for at in (REAR, FRONT) for m in _spokes()), *_drive(), *handles]), steel),
        Part("leather", merge([_saddle(), *grips]), finish("leather", color=accent, seed=seed), (20, 20)),
        Part("dark", merge(_chain()), finish("plastic", color="#1a1b1d", roughness=0.3)),
        Part(
            "lamp",
            lathe(profile([(0.01, 0), (3.4, 0.4), (3.6, 3), (2.2, 6.5), (0.01, 7)], [0, 0.4, 0.4, 1, 0]), 32)
            .turned((0, 1, 0), -90)
            .moved(45, 0, 84),
            steel,
        ),
        Part(
            "mudguards",
            merge(_guard(at, low, high) for at, low, high in ((REAR, 0.15, 1.05), (FRONT, 0.2, 0.85))),
            finish("plastic", color=color, roughness=0.05),
        ),
    ]
    if basket:
        parts.append(Part("basket", merge(_basket()), finish("wood", color="#a9794a", seed=seed), (30, 6)))
    s = scaling(*[height / 104] * 3)
    return tuple(Part(p.slot, p.mesh.transformed(s), p.finish, p.size) for p in parts)


def _off(point: Array, x: float, y: float, z: float) -> Array:
    return np.asarray(point + np.array([x, y, z]))


def _pipe(a: Array, b: Array, radius: float) -> Mesh:
    return tube(np.linspace(a, b, 4), radius, 18)


def _frame() -> list[Mesh]:
    top = _off(SEAT, 2.2, 0, -9)
    pipes = [
        _pipe(CRANK, _off(SEAT, 1, 0, 2), 1.55),
        _pipe(top, _off(HEAD, 1, 0, -5), 1.45),
        _pipe(CRANK, _off(FORK, 0, 0, 2), 1.75),
        _pipe(_off(HEAD, -0.6, 0, 2), _off(FORK, 0.3, 0, -2), 1.95),
    ]
    for s in (-1, 1):
        pipes.append(
            tube(
                curve([_off(CRANK, 0, 2.2 * s, 0), _off(CRANK, -14, 4.4 * s, 2), _off(REAR, 0, 6 * s, 0)], 14),
                np.linspace(1.1, 0.75, 14),
                12,
            )
        )
        pipes.append(
            tube(
                curve([_off(SEAT, 1, 1.3 * s, -8), _off(SEAT, -10, 4.4 * s, -26), _off(REAR, 0, 6 * s, 0)], 14),
                np.linspace(0.95, 0.65, 14),
                12,
            )
        )
        pipes.append(
            tube(
                curve(
                    [
                        _off(FORK, 0.6, 1.0 * s, 1),
                        _off(FORK, 1.8, 4.6 * s, -4),
                        _off(FORK, 6, 5.4 * s, -18),
                        _off(FRONT, 0, 5.4 * s, 0),
                    ],
                    20,
                ),
                np.linspace(1.35, 0.7, 20),
                12,
            )
        )
    shell = lathe(profile([(0.01, -4), (2.3, -4), (2.3, 4), (0.01, 4)], [0, 0.4, 0.4, 0]), 28).turned((1, 0, 0), 90)
    return [*pipes, shell.moved(*CRANK)]


def _circle(radius: float, y: float = 0.0, count: int = 97) -> Array:
    turn = np.linspace(0, 2 * np.pi, count)
    return np.stack([np.cos(turn) * radius, np.full(count, y), np.sin(turn) * radius], -1)


def _tyre() -> Mesh:
    return tube(_circle(R - 1.9), 1.85, 18)


def _spokes() -> list[Mesh]:
    """Rim, hub and thirty-six crossed spokes."""
    rim = lathe(
        profile([(R - 3.2, -1.3), (R - 5, -1.2), (R - 5.4, 0), (R - 5, 1.2), (R - 3.2, 1.3)], [0, 0.4, 0.6, 0.4, 0]), 96
    ).turned((1, 0, 0), 90)
    hub = lathe(
        profile(
            [
                (0.01, -6),
                (0.7, -6),
                (0.7, -4),
                (2.6, -3.6),
                (2.6, -3),
                (1.3, -2),
                (1.3, 2),
                (2.6, 3),
                (2.6, 3.6),
                (0.7, 4),
                (0.7, 6),
                (0.01, 6),
            ],
            [0, 0.1, 0.2, 0.2, 0.2, 0.8, 0.8, 0.2, 0.2, 0.2, 0.1, 0],
        ),
        32,
    ).turned((1, 0, 0), 90)
    frames = []
    for k in range(36):
        turn, side = 2 * np.pi * k / 36, 1 if k % 2 else -1
        twist = turn + (0.9 if k % 4 < 2 else -0.9)
        start = np.array([np.cos(twist) * 2.3, side * 3.2, np.sin(twist) * 2.3])
        end = np.array([np.cos(turn) * (R - 5), 0, np.sin(turn) * (R - 5)])
        frames.append(framed_on(start, end, (0, 1, 0)) @ np.diag([1, 1, np.linalg.norm(end - start), 1.0]))
    wire = tube(np.array([[0, 0, 0], [0, 0, 0.5], [0, 0, 1.0]]), 0.12, 5)
    return [rim, hub, copies(wire, np.array(frames))]


def _drive() -> list[Mesh]:
    """Chain wheel, cranks, pedals, sprocket, seat post."""
    teeth = 44
    turn = np.linspace(0, 2 * np.pi, teeth * 4, endpoint=False)
    outline = np.stack([np.cos(turn), np.sin(turn)], -1) * (9.2 + 0.28 * np.sign(np.sin(teeth * turn)))[:, None]
    hole = np.stack([np.cos(turn[::4]), np.sin(turn[::4])], -1) * 7.2
    ring = plate(outline, 0.4, 0.08, [hole]).turned((1, 0, 0), 90).moved(*(_off(CRANK, 0, -4.2, 0)))
    arms = [
        _pipe(_off(CRANK, 0, -4.4, 0), _off(CRANK, 8 * np.cos(a), -4.4, 8 * np.sin(a)), 0.6)
        for a in np.arange(5) * 2 * np.pi / 5
    ]
    swing = np.array([15.5, 0, -7.0])
    cranks = [_pipe(_off(CRANK, 0, s * 6, 0), CRANK + swing * -s + [0, s * 7, 0], 1.0) for s in (-1, 1)]
    pedals = [block(9.5, 8, 2, 0.6).moved(*(CRANK + swing * -s + [0, s * 12.5, -1])) for s in (-1, 1)]
    cog = (
        lathe(profile([(0.01, -0.3), (4.2, -0.3), (4.2, 0.3), (0.01, 0.3)], [0, 0.1, 0.1, 0]), 40)
        .turned((1, 0, 0), 90)
        .moved(*(_off(REAR, 0, -4.2, 0)))
    )
    return [
        ring,
        *arms,
        *cranks,
        *pedals,
        cog,
        _pipe(SEAT, _off(SEAT, -3.4, 0, 15), 1.25),
        _pipe(HEAD, _off(HEAD, -2.2, 0, 9), 1.2),
    ]


def _chain() -> list[Mesh]:
    upper = [_off(CRANK, 0, -4.2, 9.3), _off(REAR, 0, -4.2, 4.3)]
    lower = [_off(CRANK, 0, -4.2, -9.3), _off(REAR, 0, -4.2, -4.3)]
    links = []
    for a, b in (upper, lower):
        count = 64
        for k in range(count):
            at = a + (b - a) * (k + 0.5) / count
            links.append(block(0.95, 0.7 if k % 2 else 0.45, 0.75, 0.12).moved(*(at - [0, 0, 0.37])))
    return links


def _saddle() -> Mesh:
    sections = []
    for t in np.linspace(0, 1, 24):
        wide = 4.2 + 13.5 * np.clip((t - 0.28) / 0.72, 0, 1) ** 1.4
        tall = 3.0 + 2.8 * t
        end = np.sqrt(np.clip(1 - np.clip((np.abs(t - 0.5) - 0.38) / 0.12, 0, 1) ** 2, 0.02, 1))
        ring = superellipse(wide * end, tall * (0.4 + 0.6 * end), 2.6, 32)
        z = 97.5 + ring[:, 1] + 2.6 * t**2 - 1.2 * np.sin(np.pi * t)
        sections.append(np.column_stack([np.full(32, -13 - 27 * t), ring[:, 0], z]))
    return loft(np.array(sections))


def _handlebar(bars: str) -> tuple[list[Mesh], list[Mesh]]:
    stem = _off(HEAD, -2.2, 0, 10)
    if bars == "drop":
        half = [
            _off(stem, 6, 0, 1),
            _off(stem, 6, 17, 1),
            _off(stem, 9, 20, 1),
            _off(stem, 16, 20.5, -2),
            _off(stem, 15, 21, -10),
            _off(stem, 5, 21, -13),
        ]
    else:
        half = [
            _off(stem, 4, 0, 1),
            _off(stem, 6, 9, 3),
            _off(stem, 2, 20, 7),
            _off(stem, -9, 27, 7.5),
            _off(stem, -20, 28.5, 6),
        ]
    path = curve(half, 40)
    grip = tube(path[31:], 1.55, 16)
    return [mirrored(tube(path, 1.1, 16)), _pipe(stem, _off(stem, 4, 0, 1), 1.4)], [mirrored(grip)]


def _guard(at: Array, low: float, high: float) -> Mesh:
    """A curved strip over the wheel, between two shares of half a turn."""
    turn = np.linspace(low, high, 50) * np.pi
    across = np.linspace(-1, 1, 9)
    reach = R + 2.6 - 1.1 * across[None] ** 2
    points = np.stack(
        [np.cos(turn)[:, None] * reach, np.broadcast_to(across * 2.7, (50, 9)), np.sin(turn)[:, None] * reach], -1
    )
    return outward(lattice(points), np.zeros(3)).moved(*at)


def _basket() -> list[Mesh]:
    at = np.array([58.0, 0, 78])
    outlines = [(z, superellipse(24 + z * 0.3, 32 + z * 0.4, 5, 40)) for z in np.linspace(0, 22, 8)]
    rings = [tube(np.column_stack([np.vstack([o, o[:1]]), np.full(41, z)]), 0.45, 8) for z, o in outlines]
    base, rim = superellipse(24, 32, 5, 28), superellipse(30.6, 40.8, 5, 28)
    posts = [
        tube(np.array([[*a, 0.0], [*((a + b) / 2), 11], [*b, 22]]), 0.4, 6) for a, b in zip(base, rim, strict=True)
    ]
    return [m.moved(*at) for m in (*rings, *posts, block(24, 32, 0.8, 0.2))]


MAKER = Maker(bicycle)
