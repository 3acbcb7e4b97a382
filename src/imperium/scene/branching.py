"""How trees branch: limbs that fork along their parents, and leaves at the tips of the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import leaf
from imperium.scene.solids import copies, curve, tubes

GOLDEN = np.pi * (3 - np.sqrt(5))


@dataclass(frozen=True, slots=True)
class Habit:
    """How one level of limbs grows out of the last. Lengths are shares of the parent's, angles degrees."""

    count: int
    length: float
    angle: float
    first: float = 0.3  # share of the parent that stays bare
    rise: float = 0.25  # how far a limb turns up towards the light
    wander: float = 0.16


@dataclass(frozen=True, slots=True)
class Limb:
    """A path (n, 3) and the radius at each of its points (n,)."""

    path: Array
    radius: Array

    @property
    def length(self) -> float:
        return float(np.linalg.norm(np.diff(self.path, axis=0), axis=1).sum())


def grown(trunk: Limb, habits: Sequence[Habit], rng: np.random.Generator) -> list[list[Limb]]:
    """The limbs of every level, the trunk first."""
    levels = [[trunk]]
    for habit in habits:
        levels.append([limb for parent in levels[-1] for limb in _children(parent, habit, rng)])
    return levels


def _children(parent: Limb, habit: Habit, rng: np.random.Generator) -> list[Limb]:
    total, start = parent.length, rng.random() * 2 * np.pi
    places = np.linspace(habit.first, 0.98, habit.count)
    return [_child(parent, total, place, start + k * GOLDEN, habit, rng) for k, place in enumerate(places)]


def _child(parent: Limb, total: float, place: float, turn: float, habit: Habit, rng: np.random.Generator) -> Limb:
    where = min(place * (len(parent.path) - 1), len(parent.path) - 1.001)
    k, t = int(where), where % 1
    origin = parent.path[k] * (1 - t) + parent.path[k + 1] * t
    stout = float(parent.radius[k] * (1 - t) + parent.radius[k + 1] * t)
    forward = parent.path[k + 1] - parent.path[k]
    forward /= np.linalg.norm(forward)
    side = np.cross(forward, (0, 0, 1) if abs(forward[2]) < 0.9 else (1, 0, 0))
    side /= np.linalg.norm(side)
    out = np.cos(turn) * side + np.sin(turn) * np.cross(forward, side)
    angle = np.radians(habit.angle * (1.15 - 0.55 * place) * rng.uniform(0.85, 1.15))
    direction = forward * np.cos(angle) + out * np.sin(angle)
    shape = 0.45 + 0.75 * np.sin(np.pi * np.clip((place - habit.first) / (1 - habit.first) * 0.72 + 0.22, 0, 1))
    return limb(origin, direction, total * habit.length * shape * rng.uniform(0.8, 1.15), stout * 0.62, habit, rng)


def limb(origin: Array, direction: Array, length: float, radius: float, habit: Habit, rng: np.random.Generator) -> Limb:
    """A limb that wanders and turns to the light."""
    steps = 5 if length < 60 else 9
    path = [np.asarray(origin, float)]
    for _ in range(steps):
        direction = direction + rng.normal(0, habit.wander, 3) + np.array([0, 0, habit.rise / steps * 2])
        direction = direction / np.linalg.norm(direction)
        path.append(path[-1] + direction * length / steps)
    return Limb(np.array(path), radius * np.linspace(1, 0.3, steps + 1))


def trunk(height: float, radius: float, lean: float, rng: np.random.Generator) -> Limb:
    """A trunk that flares at the root and leans by up to `lean` of its height."""
    drift = rng.normal(0, lean * height / 3, (4, 2)).cumsum(0) * 0.5
    knots = [(0, 0, 0), *((x, y, height * z) for (x, y), z in zip(drift, (0.3, 0.55, 0.8, 1.0), strict=True))]
    path = curve(knots, 22)
    t = np.linspace(0, 1, 22)
    return Limb(path, radius * ((1 - t) ** 0.8 * 0.86 + 0.1 + 0.7 * np.exp(-t * 26)))


def wood_of(levels: Sequence[Sequence[Limb]], thinnest: float = 0.35) -> Mesh:
    """The limbs as tubes. u runs along a limb."""
    segments = (20, 10, 6, 4, 4)
    return merge(_tubes(limbs, thinnest, segments[min(level, 4)]) for level, limbs in enumerate(levels))


def _tubes(limbs: Sequence[Limb], thinnest: float, segments: int) -> Mesh:
    alike: dict[int, list[Limb]] = {}
    for one in limbs:
        alike.setdefault(len(one.path), []).append(one)
    stacks = [(np.stack([m.path for m in same]), np.stack([m.radius for m in same])) for same in alike.values()]
    return merge(tubes(paths, np.maximum(radii, thinnest), segments) for paths, radii in stacks)


def leaf_places(limbs: Sequence[Limb], each: int, scatter: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Points (n, 3) round the outer part of the limbs, and the way the limb runs there."""
    paths = np.stack([limb.path for limb in limbs if len(limb.path) == len(limbs[0].path)])
    where = rng.uniform(0.25, 1, (len(paths), each)) * (paths.shape[1] - 1.001)
    k, t = where.astype(int), (where % 1)[..., None]
    row = np.arange(len(paths))[:, None]
    a, b = paths[row, k], paths[row, k + 1]
    points = a * (1 - t) + b * t + rng.normal(0, scatter, a.shape)
    return points.reshape(-1, 3), (b - a).reshape(-1, 3)


def leaf_frames(points: Array, along: Array, size: float, rng: np.random.Generator, droop: float = 0.3) -> Array:
    """Matrices (n, 4, 4) that put a leaf of length 1 along +x at each point, its upper side up."""
    count = len(points)
    axis = along / (np.linalg.norm(along, axis=1, keepdims=True) + 1e-9) + rng.normal(0, 0.75, (count, 3))
    axis[:, 2] -= droop
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    up = np.array([0, 0, 1.0]) + rng.normal(0, 0.45, (count, 3))
    across = np.cross(up, axis)
    across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-9
    matrices = np.zeros((count, 4, 4))
    matrices[:, :3, :3] = np.stack([axis, across, np.cross(axis, across)], -1) * _sizes(count, size, rng)
    matrices[:, :3, 3], matrices[:, 3, 3] = points, 1
    return matrices


def _sizes(count: int, size: float, rng: np.random.Generator) -> Array:
    return size * rng.uniform(0.7, 1.25, (count, 1, 1))


def leaves(frames: Array, width: float = 0.3, bend: float = 0.5) -> Mesh:
    """Simple leaves under the matrices of `leaf_frames`."""
    return copies(leaf(1.0, width, bend=bend, fold=0.3, rows=5, columns=3), frames)
