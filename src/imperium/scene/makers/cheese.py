"""A wedge of cheese with holes, its rind behind, on a board."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import rounded_box

LENGTH, HALF = 14.0, 0.40  # cm from tip to rind, radians to each side
Holes = list[tuple[float, float, float]]


def cheese(
    *,
    color: Hex = "#efc75a",
    holes: int = Field(default=9, ge=0, le=16),
    height: float = Field(default=7.0, ge=2, le=15),
    board: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The tip points to -x; the cut looks to -y."""
    rng = np.random.default_rng(seed)
    base = 1.8 if board else 0.0
    left = np.array([np.cos(HALF), -np.sin(HALF), 0]) * LENGTH
    right = np.array([np.cos(HALF), np.sin(HALF), 0]) * LENGTH
    up = np.array([0, 0, height])
    sides = [
        _face(np.zeros(3), left, up, _holes(LENGTH, height, holes, rng)),
        _face(right, -right, up, _holes(LENGTH, height, holes, rng)),
        _top(height, _holes(LENGTH, 8.0, holes // 2, rng)),
    ]
    body = merge(sides).moved(-LENGTH * 0.62, 0, base).turned((0, 0, 1), 24)
    rind = _rind(height).moved(-LENGTH * 0.62, 0, base).turned((0, 0, 1), 24)
    parts = [
        Part("body", body, finish("wax", color=color, roughness=0.38, seed=seed), (14, 7)),
        Part("rind", rind, finish("wax", color=shifted(color, lightness=-0.1, saturation=0.8), seed=seed), (12, 7)),
    ]
    if board:
        plank = rounded_box(21, 13, 1.8, 0.35)
        wood = finish("wood", color="#a8703f", seed=seed)
        uvs = plank.vertices[:, :2] / [21, 13] + 0.5
        parts.append(Part("board", Mesh(plank.vertices, plank.normals, uvs, plank.faces), wood, (21, 13)))
    return tuple(parts)


def _holes(wide: float, high: float, count: int, rng: np.random.Generator) -> Holes:
    """Places and radii on a face that keep clear of one another."""
    found: Holes = []
    for _ in range(count * 30):
        r = float(rng.uniform(0.3, 1.25))
        x, y = float(rng.uniform(1.6 + r, wide - r - 0.4)), float(rng.uniform(r + 0.25, max(high - r - 0.25, r + 0.3)))
        if len(found) < count and all(np.hypot(x - a, y - b) > r + c + 0.2 for a, b, c in found):
            found.append((x, y, r))
    return found


def _depth(x: Array, y: Array, holes: Holes) -> Array:
    deep = np.zeros_like(x)
    for a, b, r in holes:
        inside = np.clip(1 - ((x - a) ** 2 + (y - b) ** 2) / r**2, 0, 1)
        deep = np.maximum(deep, 0.72 * r * np.sqrt(inside))
    return deep


def _face(corner: Array, along: Array, up: Array, holes: Holes) -> Mesh:
    """A flat face with hollows, its edges a little rounded off."""
    wide, high = float(np.linalg.norm(along)), float(np.linalg.norm(up))
    x, y = np.meshgrid(np.linspace(0, wide, 220), np.linspace(0, high, 120))
    normal = np.cross(along, up)
    normal /= np.linalg.norm(normal)
    edge = np.minimum(np.minimum(y, high - y), 0.25)
    deep = _depth(x, y, holes) + (0.25 - edge) ** 2 * 1.6
    flat = corner + along / wide * x[..., None] + up / high * y[..., None]
    return lattice(flat - normal * deep[..., None])


def _top(height: float, holes: Holes) -> Mesh:
    reach, turn = np.meshgrid(np.linspace(0.05, 1, 160) * LENGTH, np.linspace(-HALF, HALF, 120))
    x, y = reach * np.cos(turn), reach * np.sin(turn)
    shifted_holes = [(a, b - 4.0, r) for a, b, r in holes if abs(b - 4) + r < 0.8 * a * np.tan(HALF)]
    edge = np.minimum(np.minimum((HALF - np.abs(turn)) * reach, LENGTH - reach), 0.25)
    deep = _depth(x, y, shifted_holes) + (0.25 - edge) ** 2 * 1.6
    return lattice(np.stack([x, y, height - deep], -1))


def _rind(height: float) -> Mesh:
    turn = np.linspace(-HALF, HALF, 60)[None]
    z = np.linspace(0, height, 30)[:, None]
    round_off = np.clip(1 - (2 * z / height - 1) ** 2, 0, 1) * np.clip(1 - (turn / HALF) ** 8, 0, 1)
    bulge = LENGTH + 0.25 * np.sqrt(round_off)
    return lattice(np.stack(np.broadcast_arrays(bulge * np.cos(turn), bulge * np.sin(turn), z + 0 * turn), -1))


MAKER = Maker(cheese)
