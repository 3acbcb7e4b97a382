"""An artist's jointed figure of wood, on its stand: it shows a pose, not a person."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, scaling
from imperium.scene.shapes import ellipsoid, lathe, profile, tube
from imperium.scene.solids import framed_on

Pose = Literal["stand", "wave", "walk", "run", "sit", "think"]
# Directions of the limbs in degrees: (forward, outward) for upper arm, forearm, thigh and shin, left then right.
POSES: dict[str, tuple[tuple[float, float], ...]] = {
    "stand": ((4, 12), (14, 4), (-4, 10), (10, 4), (0, 5), (0, 3), (2, 5), (0, 3)),
    "wave": ((4, 12), (16, 4), (20, 128), (10, 178), (0, 5), (0, 3), (2, 6), (0, 4)),
    "walk": ((32, 8), (62, 2), (-28, 8), (-6, 4), (-22, 3), (-42, 2), (26, 3), (6, 2)),
    "run": ((62, 10), (130, 0), (-58, 10), (28, 4), (-32, 3), (-98, 2), (62, 3), (-16, 2)),
    "sit": ((22, 12), (70, 2), (22, 12), (70, 2), (86, 8), (-2, 2), (86, 8), (2, 2)),
    "think": ((30, 10), (92, -30), (58, 4), (150, -14), (4, 5), (0, 3), (-4, 6), (-6, 4)),
}


def person_figure(
    *,
    color: Hex = "#cfa26a",
    accent: Hex = "#8a5f38",
    pose: Pose = "stand",
    height: float = Field(default=32, gt=3, le=400),
    stand: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to -y. `accent` colours joints and stand."""
    limbs, joints, low = _built(POSES[pose])
    lift = 1.6 - low if stand else -low
    s = scaling(*[height / 34] * 3)
    wood = finish("wood", color=color, upright=True, gloss=0.5, seed=seed)
    parts = [
        Part("limbs", merge(limbs).moved(z=lift).transformed(s), wood, (12, 12)),
        Part(
            "joints",
            merge(joints).moved(z=lift).transformed(s),
            finish("wood", color=accent, gloss=0.5, seed=seed + 1),
            (12, 12),
        ),
    ]
    if stand:
        plate = lathe(profile([(0.01, 0), (6.4, 0), (6.6, 0.9), (6.0, 1.5), (0.01, 1.6)], [0, 0.3, 0.4, 0.4, 0]), 96)
        rod = tube(np.array([[0, 2.6, 1.4], [0, 2.6, 12 + lift], [0, 1.2, 17.4 + lift]], float), 0.18, 12)
        parts += [
            Part("base", plate.transformed(s), finish("wood", color=accent, seed=seed + 2), (14, 14)),
            Part("rod", rod.transformed(s), finish("metal", kind="steel", roughness=0.2)),
        ]
    return tuple(parts)


def _built(pose: tuple[tuple[float, float], ...]) -> tuple[list[Mesh], list[Mesh], float]:
    """Turned limbs, ball joints, and how deep the lowest of them reaches; the hips are at the height of 17."""
    hip, chest, neck = np.array([0, 0, 17.0]), np.array([0, 0.2, 22.6]), np.array([0, 0.1, 27.2])
    limbs = [_pelvis(hip), _chest(chest), _head(neck)]
    joints = [_ball(np.array([0, 0.1, 19.6]), 1.25), _ball(neck, 0.85)]
    for k, side in enumerate((-1, 1)):
        shoulder = chest + np.array([side * 4.1, 0, 3.1])
        arm = _chain(shoulder, pose[2 * k], pose[2 * k + 1], side, (5.3, 4.9), (1.05, 0.85))
        leg = _chain(
            hip + np.array([side * 1.9, 0, -1.0]), pose[4 + 2 * k], pose[5 + 2 * k], side, (7.3, 7.2), (1.5, 1.15)
        )
        for (upper, lower), points, end in ((arm[0], arm[1], "hand"), (leg[0], leg[1], "foot")):
            limbs += [upper, lower, _hand(points) if end == "hand" else _foot(points, pose[5 + 2 * k][0])]
            joints += [
                _ball(p, size)
                for p, size in zip(points, (1.05, 0.8, 0.55) if end == "hand" else (1.15, 1.0, 0.75), strict=True)
            ]
    low = min(float(limb.bounds[0][2]) for limb in limbs)
    return limbs, joints, low


def _chain(
    start: Array,
    upper: tuple[float, float],
    lower: tuple[float, float],
    side: int,
    lengths: tuple[float, float],
    thick: tuple[float, float],
) -> tuple[tuple[Mesh, Mesh], list[Array]]:
    elbow = start + _way(*upper, side) * lengths[0]
    wrist = elbow + _way(*lower, side) * lengths[1]
    return (_limb(start, elbow, thick[0]), _limb(elbow, wrist, thick[1])), [start, elbow, wrist]


def _way(forward: float, outward: float, side: int) -> Array:
    """Straight down at 0, to -y as it goes forward, to the side as it goes outward."""
    f, o = np.radians(forward), np.radians(outward)
    return np.array([side * np.sin(o), -np.sin(f) * np.cos(o), -np.cos(f) * np.cos(o)])


def _limb(a: Array, b: Array, thick: float) -> Mesh:
    """A turned spindle, fuller towards its beginning."""
    length = float(np.linalg.norm(b - a))
    t = np.linspace(0, 1, 24)
    radius = thick * (0.48 + 0.62 * np.sin(np.pi * (0.12 + 0.80 * t) ** 0.8))
    ends = np.concatenate([[0.02], radius, [0.02]])
    z = np.concatenate([[0.10], 0.10 + 0.80 * t, [0.90]]) * length
    return lathe(np.stack([ends, z], -1), 40).transformed(framed_on(a, b, (0, 1, 0)))


def _ball(at: Array, radius: float) -> Mesh:
    return ellipsoid(radius, radius, radius, 22).moved(*at)


def _pelvis(at: Array) -> Mesh:
    return ellipsoid(3.0, 2.0, 2.1, 32).moved(*(at + np.array([0, 0, 0.1])))


def _chest(at: Array) -> Mesh:
    outline = profile(
        [(0.01, -3.0), (2.1, -2.7), (3.3, 0.8), (3.5, 3.0), (1.6, 4.3), (0.01, 4.4)], [0, 1.0, 2.0, 1.6, 1.0, 0], 12
    )
    return lathe(outline, 64).transformed(scaling(1.12, 0.72, 1)).moved(*at)


def _head(at: Array) -> Mesh:
    outline = profile(
        [(0.01, 0.5), (0.9, 0.6), (1.75, 2.6), (1.95, 4.4), (1.2, 6.1), (0.01, 6.4)], [0, 0.4, 1.2, 1.4, 1.2, 0], 12
    )
    return lathe(outline, 56).transformed(scaling(0.94, 1.08, 1)).turned((1, 0, 0), 4).moved(*at)


def _hand(points: list[Array]) -> Mesh:
    way = points[2] - points[1]
    way /= np.linalg.norm(way)
    return ellipsoid(0.55, 0.9, 1.45, 20).transformed(framed_on(points[2] + way * 1.6, points[2] + way * 3, (0, 1, 0)))


def _foot(points: list[Array], forward: float) -> Mesh:
    foot = ellipsoid(1.05, 2.5, 0.78, 24).moved(0, -1.2, -1.1)
    return foot.turned((1, 0, 0), min(-forward * 0.4, 40) * -1 if forward < -20 else 0).moved(*points[2])


MAKER = Maker(person_figure)
