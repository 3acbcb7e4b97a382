"""A T-shirt as on a body that isn't there: ribbed collar, sleeves, folds, double seams."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, contrasting
from imperium.scene.decal import Mark
from imperium.scene.forms import Warp, deformed, flat_uvs, rings, spline, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import tube

# Height, width, depth, how far the ring dips in front.
TORSO: list[tuple[float, float, float, float]] = [
    (0, 49, 23, 0),
    (10, 48.5, 22.5, 0),
    (25, 46, 21, 0),
    (38, 50, 23.5, 0),
    (47, 49.5, 23, 0),
    (54, 46, 20, 0.3),
]
TORSO += [(59, 39, 16.5, 1.0), (62.5, 30, 14.5, 2.6), (64.5, 22.5, 13.6, 4.8), (65.3, 19.0, 13.2, 6.6)]


def tshirt(
    *,
    color: Hex = "#e7e2d8",
    accent: Hex | None = None,
    ink: Hex | None = None,
    label: str = Field(default="", max_length=24),
    mark: Mark = "sun",
    folds: float = Field(default=1.0, ge=0, le=2),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours the collar."""
    decal = {"text": label, "mark": mark, "at": (0.5, 0.66), "width": 17.0}
    jersey = finish("canvas", color=color, ink=ink or contrasting(color), decal=decal, threads=16, seed=seed)
    plain = finish("canvas", color=color, threads=16, seed=seed)
    rib = finish("fabric", color=accent or color, threads=5, seed=seed)
    wrinkle = _folding(folds, seed)
    sleeves = merge(deformed(_sleeve(side), wrinkle) for side in (-1, 1))
    return (
        Part("body", flat_uvs(deformed(_torso(), wrinkle), 0, 2), jersey, (49, 65)),
        Part("sleeves", sleeves, plain, (40, 24)),
        Part("collar", _collar(), rib, (60, 3)),
        Part("seams", merge(deformed(mesh, wrinkle) for mesh in _seams()), plain, (60, 1)),
    )


def _ring(z: float, wide: float, deep: float, dip: float) -> Array:
    outline = superellipse(wide, deep, 2.5, 160)
    front = np.clip(-outline[:, 1] / (deep / 2), 0, 1)
    slope = 0.0 if z < 54 else 1.2 * (np.abs(outline[:, 0]) / (wide / 2)) ** 2
    return np.column_stack([outline, z - dip * front**1.5 - slope])


def _dense() -> Array:
    return spline(TORSO, 110)


def _torso() -> Mesh:
    return rings(np.stack([_ring(*row) for row in _dense()]))


def _collar() -> Mesh:
    """A rolled band round the neck."""
    ring = _ring(*TORSO[-1])
    return tube(np.vstack([ring, ring[:1]]), 0.85, 16)


def _axis(side: int) -> tuple[Array, Array]:
    """Middle line and half width of a sleeve."""
    t = np.linspace(0, 1, 50)[:, None]
    start, end = np.array([side * 16.0, 0.6, 55.0]), np.array([side * 35.0, -0.5, 35.5])
    return start + (end - start) * t, np.interp(t[:, 0], [0, 0.3, 1], [5.2, 9.3, 8.3])


def _sleeve(side: int) -> Mesh:
    path, half = _axis(side)
    direction = (path[-1] - path[0]) / np.linalg.norm(path[-1] - path[0])
    across = np.cross(direction, [0, 1, 0])
    turn = np.linspace(0, 2 * np.pi, 80, endpoint=False) * -side
    ring = np.cos(turn)[None, :, None] * across + 0.78 * np.sin(turn)[None, :, None] * np.array([0, 1.0, 0])
    return rings(path[:, None] + ring * half[:, None, None])


def _seams() -> list[Mesh]:
    """Raised double seams at hem and cuffs."""
    lines = []
    for z in (2.0, 2.5):
        ring = _ring(z, 49.2, 23.2, 0)
        lines.append(tube(np.vstack([ring, ring[:1]]), 0.12, 6))
    for side in (-1, 1):
        sleeve = _sleeve(side).vertices.reshape(50, 81, 3)
        middle = sleeve[45].mean(0)
        lines += [tube(middle + (sleeve[k] - middle) * 1.005, 0.12, 6) for k in (45, 46)]
    return lines


def _folding(amount: float, seed: int) -> Warp:
    """Drapes that hang from the shoulders and gather under the arms."""
    rng = np.random.default_rng(seed)
    waves = [(rng.uniform(0.25, 0.6), rng.uniform(-0.12, 0.12), rng.uniform(0, 6)) for _ in range(6)]

    def warp(points: Array) -> Array:
        x, y, z = points.T
        slack = np.clip((56 - z) / 40, 0, 1)
        hang = sum(np.sin(f * x + g * z + p + 0.3 * np.sign(y)) for f, g, p in waves) / 3
        pulled = np.sin(0.55 * (np.abs(x) * 0.8 + z)) * np.exp(-(((np.abs(x) - 21) / 8) ** 2) - ((z - 46) / 9) ** 2)
        push = amount * (1.15 * slack * hang + 1.2 * pulled)
        moved = points.copy()
        moved[:, 1] += push * np.tanh(y / 4)
        moved[:, 0] += 0.25 * push * np.tanh(x / 10)
        return moved

    return warp


MAKER = Maker(tshirt)
