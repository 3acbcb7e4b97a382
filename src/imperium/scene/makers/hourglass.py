"""An hourglass: blown glass between turned discs, sand running."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import lumpy, spline
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, lathe_size, profile, tube

# Radius of the bulbs at heights from the neck, up or down.
BULB = [(0.26, 0.0), (0.42, 0.5), (1.7, 1.9), (3.3, 4.2), (3.75, 6.4), (3.3, 8.2), (2.6, 8.9)]
NECK = 11.0


def hourglass(
    *,
    color: Hex = "#e0b56c",
    accent: Hex = "#6f4426",
    left: float = Field(default=0.45, ge=0.05, le=0.95, description="Part of the time that is left."),
    metal: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the sand's, `accent` the wood's."""
    wall = spline(BULB, 60)
    whole = np.vstack([(wall * [1, -1])[::-1], wall[1:]]) + np.array([0, NECK])
    disc = profile(
        [(0.01, 0), (4.9, 0), (5.3, 0.3), (5.3, 1.0), (4.9, 1.4), (4.3, 1.9), (0.01, 1.9)],
        [0, 0.15, 0.3, 0.3, 0.2, 0.3, 0],
    )
    frame = (
        finish("metal", kind="gold", roughness=0.16) if metal else finish("wood", color=accent, gloss=0.8, seed=seed)
    )
    grains = finish("crumb", color=color, coarse=0.0, seed=seed)
    ends = merge([lathe(disc), lathe(disc).turned((1, 0, 0), 180).moved(z=2 * NECK)])
    return (
        Part("glass", lathe(whole), finish("glass", tint="#f6fbfa", thin=True)),
        Part("sand", merge([_above(wall, left), _below(wall, left, seed), _stream(left)]), grains, (20, 8)),
        Part("ends", ends, frame, lathe_size(disc)),
        Part("posts", merge(_post(k) for k in range(3)), frame, (4, 20)),
    )


def _level(wall: Array, part: float) -> float:
    """Height from the neck up to which a bulb holds `part` of four fifths of its volume."""
    slices = np.pi * wall[:-1, 0] ** 2 * np.diff(wall[:, 1])
    volume = np.concatenate([[0], np.cumsum(slices)])
    return float(np.interp(0.8 * part * volume[-1], volume, wall[:, 1]))


def _above(wall: Array, left: float) -> Mesh:
    """What hasn't fallen yet, hollow in the middle."""
    level = _level(wall, left)
    side = wall[wall[:, 1] < level] - [0.07, 0]
    edge = float(np.interp(level, wall[:, 1], wall[:, 0])) - 0.07
    funnel = [(edge, level), (edge * 0.6, level - 0.25), (edge * 0.2, level - 0.9), (0.01, level - 1.15)]
    return lathe(np.vstack([side.clip(0.02, None), spline(funnel, 20)]) + np.array([0, NECK]), 96)


def _below(wall: Array, left: float, seed: int) -> Mesh:
    """The heap, with sand's angle of rest."""
    fallen = _level(wall, 1.0)
    held = (wall * [1, -1])[::-1]
    depth = 8.9 - _filled(wall, 1 - left)
    side = held[held[:, 1] < -depth] - [0.07, 0]
    edge = float(np.interp(depth, wall[:, 1], wall[:, 0])) - 0.07
    peak = min(0.5 * edge, fallen)
    heap = [
        (edge, -depth),
        (edge * 0.55, -depth + 0.5 * peak),
        (edge * 0.15, -depth + 0.95 * peak),
        (0.01, -depth + peak),
    ]
    outline = np.vstack([[[0.01, side[0, 1]]], side, spline(heap, 20)]) + np.array([0, NECK])
    return lumpy(lathe(outline, 96), 1.2, 0.03, seed)


def _filled(wall: Array, part: float) -> float:
    """Height above the lower end that `part` of the sand reaches."""
    flipped = np.stack([wall[::-1, 0], 8.9 - wall[::-1, 1]], -1)
    return max(0.6 * _level(flipped, part), 0.4)


def _stream(left: float) -> Mesh:
    return tube(np.array([[0, 0, NECK + 0.4], [0, 0, NECK - 3], [0, 0, NECK - 7.2]]), np.array([0.2, 0.09, 0.11]), 12)


def _post(number: int) -> Mesh:
    """A turned pillar between the discs."""
    h = 2 * NECK - 3.0
    outline = profile(
        [
            (0.3, 1.6),
            (0.62, 2.0),
            (0.4, 2.8),
            (0.36, 6),
            (0.6, 0.5 * h + 1.5),
            (0.36, h - 3),
            (0.4, h + 0.2),
            (0.62, h + 1.0),
            (0.3, h + 1.4),
        ],
        [0, 0.3, 0.4, 1.5, 2.0, 1.5, 0.4, 0.3, 0],
    )
    turn = np.radians(90 + 120 * number)
    return lathe(outline, 40).moved(4.35 * np.cos(turn), 4.35 * np.sin(turn))


MAKER = Maker(hourglass)
