"""Twigs: a bending stem with leaves that alternate sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from imperium.scene.mesh import Array, Mesh, merge, rotation
from imperium.scene.shapes import leaf as leaf_shape
from imperium.scene.shapes import tube

STEPS = 40


@dataclass(frozen=True, slots=True)
class Twig:
    leaves: Mesh
    stem: Mesh


def twig(
    start: Sequence[float],
    direction: Sequence[float],
    length: float,
    *,
    leaves: int,
    leaf: float,
    droop: float,
    seed: int,
    spread: float = 60.0,
) -> Twig:
    """A twig of `leaves` leaves of about `leaf` cm; `droop` is how far it bends down, `spread` the leaves' angle."""
    rng = np.random.default_rng(seed)
    path = _bent(np.asarray(start, float), np.asarray(direction, float), length, droop)
    blades = [
        _blade(path, 0.12 + 0.88 * k / max(leaves - 1, 1), 1 if k % 2 else -1, leaf, spread, rng) for k in range(leaves)
    ]
    return Twig(merge(blades), tube(path, np.linspace(0.040, 0.012, len(path)) * leaf, 8))


def _bent(point: Array, direction: Array, length: float, droop: float) -> Array:
    direction = direction / np.linalg.norm(direction)
    path = [point]
    for _ in range(STEPS):
        direction = direction + np.array([0, 0, -droop / STEPS])
        direction = direction / np.linalg.norm(direction)
        path.append(path[-1] + direction * length / STEPS)
    return np.array(path)


def _blade(path: Array, where: float, side: int, size: float, spread: float, rng: np.random.Generator) -> Mesh:
    step = min(int(where * STEPS), STEPS - 1)
    tangent = path[step + 1] - path[step]
    tangent /= np.linalg.norm(tangent)
    up = np.array([0.0, 0.0, 1.0])
    lateral = np.cross(tangent, up)
    lateral /= np.linalg.norm(lateral) + 1e-9
    angle = np.radians(spread * (1 - 0.45 * where)) * side * rng.uniform(0.8, 1.2)
    along = tangent * np.cos(angle) + lateral * np.sin(angle) + up * rng.uniform(0, 0.45)
    along /= np.linalg.norm(along)
    across = np.cross(up, along)
    across /= np.linalg.norm(across) + 1e-9
    frame = np.eye(4)
    frame[:3, :4] = np.stack([along, across, np.cross(along, across), path[step]], axis=1)
    scale = size * rng.uniform(0.8, 1.1) * (1 - 0.35 * where)
    blade = leaf_shape(scale, scale * 0.29, bend=rng.uniform(0.25, 0.75))
    return blade.transformed(frame @ rotation((1, 0, 0), rng.uniform(-25, 25)))
