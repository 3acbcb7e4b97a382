"""A river that winds through flat land: shallow water between banks of earth and gravel."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import pebble
from imperium.scene.watercourse import course

STEPS = 160
LEVEL, RISE = 5.0, 13.0  # cm above the ground: of the water, and of the banks that hold it
TILE, EARTH = 700.0, 500.0
PEBBLES = 70
RIBBON = np.array([-0.5, -0.25, 0.0, 0.25, 0.5])  # of the width
BANK = np.array([[0.46, -4.0], [0.52, LEVEL + 2], [0.60, RISE], [0.72, RISE * 0.6], [0.90, -6.0]])


def river(
    *,
    color: Hex = "#2f4a44",
    bank: Hex = "#6b5b45",
    length: float = Field(default=9000, ge=200, le=200_000),
    width: float = Field(default=300, ge=20, le=20_000),
    bends: float = Field(default=0.5, ge=0, le=1, description="How far it winds, 0 for straight."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It runs along y, its water a little above z=0: the ground needs no bed for it."""
    rng = np.random.default_rng(seed)
    y = np.linspace(-length / 2, length / 2, STEPS)
    middle = course(y, width, bends, seed)
    water = _strip(y, middle, RIBBON * width, np.full(len(RIBBON), LEVEL), TILE)
    banks = [_strip(y, middle, *_profile(side, width), EARTH) for side in (-1, 1)]
    return (
        Part("surface", water, finish("water", color=color, ripples=0.45, seed=seed), (TILE, TILE)),
        Part("banks", merge(banks), finish("soil", color=bank, seed=seed), (EARTH, EARTH)),
        Part("gravel", merge(_gravel(y, middle, width, rng)), finish("stone", color="#8c8578", seed=seed), (60, 60)),
    )


def _profile(side: int, width: float) -> tuple[Array, Array]:
    """Places across and heights of one bank, from left to right."""
    across, height = BANK[:, 0] * width * side, BANK[:, 1]
    return (across, height) if side > 0 else (across[::-1], height[::-1])


def _strip(y: Array, middle: Array, across: Array, height: Array, tile: float) -> Mesh:
    points = np.stack(
        [
            middle[:, None] + across[None],
            np.broadcast_to(y[:, None], (len(y), len(across))),
            np.broadcast_to(height[None], (len(y), len(across))),
        ],
        -1,
    )
    return lattice(points, points[..., :2] / tile)


def _gravel(y: Array, middle: Array, width: float, rng: np.random.Generator) -> list[Mesh]:
    """Stones at the water's edge, near the origin where they are seen."""
    places = rng.normal(0, 3.5 * width, PEBBLES).clip(y[0], y[-1])
    sides = rng.choice([-1.0, 1.0], PEBBLES) * rng.normal(0.51, 0.025, PEBBLES) * width
    across = np.interp(places, y, middle) + sides
    return [
        pebble(float(radius), 0.5, rng, 8).turned((0, 0, 1), float(turn)).moved(float(x), float(at), LEVEL)
        for x, at, radius, turn in zip(
            across,
            places,
            rng.uniform(3, 12, PEBBLES) * min(width / 300, 3.0),
            rng.uniform(0, 360, PEBBLES),
            strict=True,
        )
    ]


MAKER = Maker(river)
