"""A broad-leaved tree, in one of four seasons."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.branching import Habit, grown, leaf_frames, leaf_places, leaves, trunk, wood_of
from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, scaling
from imperium.scene.solids import grounded

TINTS = {"summer": 0.0, "spring": 0.03, "autumn": -0.14}
HABITS = (
    Habit(13, 0.52, 62, first=0.3, rise=0.5, wander=0.14),
    Habit(9, 0.42, 52, first=0.25),
    Habit(6, 0.42, 48, first=0.2),
)


def tree(
    *,
    color: Hex = "#4f7230",
    accent: Hex = "#6a5442",
    height: float = Field(default=700, ge=50, le=4000),
    season: Literal["summer", "autumn", "blossom", "bare"] = "summer",
    density: float = Field(default=0.6, ge=0.1, le=1),
    seed: int = 0,
) -> tuple[Part, ...]:
    """`color` is the foliage's in summer; autumn turns it to amber. `accent` is the bark's."""
    rng = np.random.default_rng(seed)
    s = height / 700
    levels = grown(trunk(540, 21, 0.10, rng), HABITS, rng)
    bark = finish("bark", color=accent, seed=seed)
    wood = grounded(wood_of(levels, 0.7))
    parts = [Part("wood", _scaled(wood, s), bark, (120 * s, 120 * s))]
    if season == "bare":
        return tuple(parts)
    for k, tone in enumerate(_tones(color, season)):
        points, along = leaf_places(levels[3], max(2, round(19 * density / 2)), 11, rng)
        frames = leaf_frames(points, along, 11 if season == "blossom" else 23, rng)
        parts.append(
            Part(f"leaves{k}", _scaled(leaves(frames, 0.34), s), finish("foliage", color=tone, seed=seed + k), (6, 3))
        )
    return tuple(parts)


def _scaled(mesh: Mesh, s: float) -> Mesh:
    return mesh if s == 1 else mesh.transformed(scaling(s, s, s))


def _tones(color: str, season: str) -> tuple[str, str]:
    if season == "autumn":
        return "#c8741f", "#d9a127"
    if season == "blossom":
        return "#f3cfd8", "#e8a9bb"
    return color, shifted(color, hue=-0.025, lightness=0.06)


MAKER = Maker(tree)
