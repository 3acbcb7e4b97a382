"""Balls: football of 32 panels, basketball, tennis ball, baseball, beach ball."""

from itertools import combinations
from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import capsule, rings
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge, scaling
from imperium.scene.shapes import ellipsoid, tube

# Radius in centimetres (laws of the games), colour, second colour.
KINDS = {
    "football": (11.0, "#f2f0ea", "#1d1e22"),
    "basketball": (12.1, "#c8622a", "#1b1614"),
    "tennis": (3.35, "#cfe04a", "#f4f2e8"),
    "baseball": (3.7, "#f1ebdd", "#b3262b"),
    "beach": (18.0, "#f4f1ea", "#e4572e"),
}
GOLDEN = (1 + 5**0.5) / 2


def ball(
    *,
    kind: Literal["football", "basketball", "tennis", "baseball", "beach"] = "football",
    color: Hex | None = None,
    accent: Hex | None = None,
    scale: float = Field(default=1.0, ge=0.2, le=10),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` and `accent` replace the kind's own."""
    radius, first, second = KINDS[kind]
    parts = _KINDS[kind](radius, color or first, accent or second, seed)
    turn = np.random.default_rng(seed).uniform(-30, 30) + 25
    grown = [p.mesh.turned((1, 0.2, 0.1), turn).transformed(scaling(scale, scale, scale)) for p in parts]
    low = min(float(mesh.bounds[0][2]) for mesh in grown)
    return tuple(Part(p.slot, mesh.moved(z=-low), p.finish, p.size) for p, mesh in zip(parts, grown, strict=True))


def _football(radius: float, color: str, accent: str, seed: int) -> list[Part]:
    five, six = _panels()
    white, black = (finish("leather", color=shade, seed=seed) for shade in (color, accent))
    return [
        Part("hexagons", merge(_cushioned(panel, radius) for panel in six), white, (10, 10)),
        Part("pentagons", merge(_cushioned(panel, radius) for panel in five), black, (10, 10)),
        Part("core", ellipsoid(radius * 0.975, radius * 0.975, radius * 0.975), finish("matte", color="#3a3734")),
    ]


def _panels() -> tuple[list[Array], list[Array]]:
    """Corners of the pentagons and hexagons of a truncated icosahedron, counter-clockwise seen from outside."""
    tips = np.array([p for a in (-1, 1) for b in (-GOLDEN, GOLDEN) for p in ((0, a, b), (a, b, 0), (b, 0, a))])
    near = [{j for j in range(12) if j != k and np.linalg.norm(tips[j] - tips[k]) < 2.1} for k in range(12)]
    five = [_wound(np.array([(2 * tips[k] + tips[j]) / 3 for j in near[k]])) for k in range(12)]
    faces = [f for f in combinations(range(12), 3) if all(b in near[a] for a, b in combinations(f, 2))]
    six = [_wound(np.array([(2 * tips[a] + tips[b]) / 3 for a in f for b in f if a != b])) for f in faces]
    return five, six


def _wound(corners: Array) -> Array:
    out = corners.mean(0) / np.linalg.norm(corners.mean(0))
    side = corners[0] - out * (corners[0] @ out)
    turn = np.arctan2(corners @ np.cross(out, side), corners @ side)
    return np.asarray(corners[np.argsort(turn)])


def _cushioned(corners: Array, radius: float) -> Mesh:
    """A panel on the sphere, sewn in at its edges."""
    steps = np.linspace(0, 1, 10, endpoint=False)[None, :, None]
    edge = (corners[:, None] + (np.roll(corners, -1, axis=0) - corners)[:, None] * steps).reshape(-1, 3)
    middle, stack = corners.mean(0), []
    for s in (0.995, 0.99, 0.97, 0.94, 0.9, 0.8, 0.6, 0.4, 0.2, 1e-3):
        ring = middle + (edge - middle) * s
        sunk = 0.022 * np.clip((s - 0.9) / 0.095, 0, 1) ** 2
        stack.append(ring / np.linalg.norm(ring, axis=1, keepdims=True) * radius * (1 - sunk))
    return rings(np.stack(stack))


def _basketball(radius: float, color: str, accent: str, seed: int) -> list[Part]:
    turn = np.linspace(0, 2 * np.pi, 181)
    c, s, o = np.cos(turn), np.sin(turn), 0 * turn
    bow = 0.66 + 0.14 * np.cos(2 * turn)
    lines = [np.stack([c, o, s], -1), np.stack([c, s, o], -1)]
    for side in (-1, 1):
        rest = np.sqrt(1 - bow**2)
        lines.append(np.stack([side * bow, rest * c, rest * s], -1))
    seams = merge(tube(line * radius * 0.992, 0.22, 12) for line in lines)
    skin = finish("peel", color=color, pores=1.1, dots=0.0, roughness=0.55, seed=seed)
    return [
        Part("skin", ellipsoid(radius, radius, radius, 96), skin, (6.3 * radius, 3.14 * radius)),
        Part("seams", seams, finish("rubber", color=accent)),
    ]


def _curve(radius: float, count: int = 240) -> Array:
    """The closed seam of a tennis ball: (a cos t + b cos 3t, a sin t - b sin 3t, 2√(ab) sin 2t), a + b = 1."""
    t, a = np.linspace(0, 2 * np.pi, count), 0.72
    b = 1 - a
    line = np.stack(
        [a * np.cos(t) + b * np.cos(3 * t), a * np.sin(t) - b * np.sin(3 * t), 2 * np.sqrt(a * b) * np.sin(2 * t)], -1
    )
    return np.asarray(line / np.linalg.norm(line, axis=1, keepdims=True) * radius)


def _tennis(radius: float, color: str, accent: str, seed: int) -> list[Part]:
    felt = finish("crumb", color=color, coarse=0.0, seed=seed)
    return [
        Part("felt", ellipsoid(radius, radius, radius, 72), felt, (6.3 * radius, 3.14 * radius)),
        Part("seam", tube(_curve(radius * 0.985), 0.14, 12), finish("rubber", color=accent)),
    ]


def _baseball(radius: float, color: str, accent: str, seed: int) -> list[Part]:
    hide = finish("leather", color=color, seed=seed)
    line = _curve(radius, 217)
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along, line / radius)
    threads = []
    for k in range(0, 216, 2):
        for side in (-1, 1):
            far = line[k] + across[k] * side * 0.36 + along[k] * 0.22
            mean = (line[k] + far) / 2
            path = np.stack(
                [line[k], mean * (radius + 0.05) / np.linalg.norm(mean), far / np.linalg.norm(far) * radius]
            )
            threads.append(capsule(path, 0.045, 6))
    return [
        Part("hide", ellipsoid(radius, radius, radius, 72), hide, (6.3 * radius, 3.14 * radius)),
        Part("thread", merge(threads), finish("fabric", color=accent, threads=12)),
        Part("groove", tube(line * 0.993, 0.05, 8), finish("matte", color="#8a7a66")),
    ]


def _beach(radius: float, color: str, accent: str, seed: int) -> list[Part]:
    shades = [accent, color, "#f2cf3a", color, "#3d7fd9", color]
    gores = [
        Part(f"gore{k}", _gore(k, radius), finish("plastic", color=shade, roughness=0.12))
        for k, shade in enumerate(shades)
    ]
    cap = ellipsoid(radius * 0.16, radius * 0.16, 0.3, 24).moved(z=radius * 0.985)
    return [
        *gores,
        Part("caps", merge([cap, cap.turned((1, 0, 0), 180)]), finish("plastic", color=color, roughness=0.12)),
    ]


def _gore(number: int, radius: float) -> Mesh:
    """A sixth of the skin, welded in at its seams."""
    turn, rise = np.meshgrid(np.linspace(0, 1, 24), np.linspace(-np.pi / 2 + 0.02, np.pi / 2 - 0.02, 48))
    angle = (number + turn) * np.pi / 3
    dip = 1 - 0.012 * np.exp(-((np.minimum(turn, 1 - turn) / 0.03) ** 2))
    out = np.stack([np.cos(rise) * np.cos(angle), np.cos(rise) * np.sin(angle), np.sin(rise)], -1)
    return lattice(out * (radius * dip)[..., None])


_KINDS = {"football": _football, "basketball": _basketball, "tennis": _tennis, "baseball": _baseball, "beach": _beach}


MAKER = Maker(ball)
