"""Cloth laid over something that isn't seen: a round or a square stand, folds that grow as it falls to the floor."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, lattice
from imperium.scene.texture import noise

CELLS = 260
ROUND = 0.55  # radius of the stand over its height


def fabric(
    *,
    color: Hex = "#8c2f3c",
    form: Literal["ball", "drum", "block"] = "drum",
    height: float = Field(default=40, gt=2, le=500),
    size: float = Field(default=118, gt=10, le=2000, description="Side of the square of cloth."),
    silk: bool = False,
    seed: int = 0,
) -> tuple[Part, ...]:
    """The cloth keeps its length along every ray from its middle; what is too long lies on the floor."""
    a, b = np.meshgrid(np.linspace(-size / 2, size / 2, CELLS), np.linspace(-size / 2, size / 2, CELLS))
    points = _draped(np.hypot(a, b), np.arctan2(b, a), form, height, np.random.default_rng(seed))
    satin = finish("coat", color=color, roughness=0.3, grain=0.0, speckle=0.02)
    look = satin if silk else finish("fabric", color=color, threads=5, seed=seed)
    return (Part("cloth", lattice(points, np.stack([a, b], -1) / 60), look, (60, 60)),)


def _draped(away: Array, turn: Array, form: str, height: float, rng: np.random.Generator) -> Array:
    """Where the points of the cloth come to lie, by their distance from its middle and their direction."""
    r, reach, line = ROUND * height, _reach(form, turn, height), _profile(form, height)
    along = np.clip(np.where(away < reach, away * r / reach, r + away - reach), 0, line[-1, 2])
    radius, z = (np.interp(along, line[:, 2], line[:, k]) for k in (0, 1))
    falls, folds = np.clip((height - z) / height, 0, 1), _folds(turn, rng)
    slack = np.clip(1.6 - radius / (2.2 * height), 0.15, 1)
    radius = radius + (reach - r) * np.minimum(away / reach, 1)
    radius = radius + height * (0.02 + 0.15 * folds) * falls**1.3 * slack
    lying, ripple = np.clip((falls - 0.93) / 0.07, 0, 1), noise(away.shape[1], away.shape[0], 9, 9, rng) - 0.5
    z = z + lying * (0.022 + 0.03 * folds + 0.04 * ripple) * height + 0.012 * height * ripple * (1 - falls)
    return np.stack([radius * np.cos(turn), radius * np.sin(turn), np.maximum(z, 0.12)], -1)


def _reach(form: str, turn: Array, height: float) -> Array:
    """Radius of the stand in a direction."""
    r = ROUND * height
    if form == "block":
        corner = np.maximum(np.abs(np.cos(turn)), np.abs(np.sin(turn)))
        return np.asarray(r / np.maximum(corner, 0.78))
    return np.full_like(turn, r, dtype=float)


def _profile(form: str, height: float) -> Array:
    """Radius, height and length so far of the line that the cloth follows from the middle outwards."""
    r = ROUND * height
    if form == "ball":
        angle = np.linspace(0, np.pi / 2, 40)
        line = np.stack([r * np.sin(angle), height - r + r * np.cos(angle)], -1)
    else:
        soft = 0.06 * height
        angle = np.linspace(0, np.pi / 2, 16)
        edge = np.stack([r - soft + soft * np.sin(angle), height - soft + soft * np.cos(angle)], -1)
        line = np.vstack([[(0.0, height)], edge])
    foot = np.array(
        [
            [r * 1.12, 0.55 * height],
            [r * 1.25, 0.06 * height],
            [r * 1.36, 0.012 * height],
            [r * 1.5, 0.004 * height],
            [r * 1.5 + 20 * height, 0.0],
        ]
    )
    line = np.vstack([line, foot[foot[:, 1] < line[-1, 1]]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    return np.column_stack([line, length])


def _folds(turn: Array, rng: np.random.Generator) -> Array:
    """Uneven waves round the stand, in about -1 to 1, sharper outwards."""
    wave = np.zeros_like(turn)
    for count, tall in ((7, 0.5), (11, 0.45), (16, 0.3)):
        wave += tall * np.cos(count * turn + rng.uniform(0, 6) + 0.5 * np.sin(2 * turn + rng.uniform(0, 6)))
    return np.asarray(np.sign(wave) * np.abs(wave) ** 0.85)


MAKER = Maker(fabric)
