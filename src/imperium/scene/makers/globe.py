"""A globe on a stand: a brass meridian, a turned foot of wood."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import arc
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import ellipsoid, lathe, lathe_size, profile, rounded_rectangle, sweep

TILT, LIFT = 23.4, 24.0  # the Earth's axis; height of the middle for a radius of 14


def globe(
    *,
    color: Hex = "#35647f",
    accent: Hex = "#cdb27c",
    radius: float = Field(default=14, ge=3, le=80),
    longitude: float = Field(default=15, ge=-180, le=180, description="What looks to -y."),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the sea's, `accent` the land's."""
    s = radius / 14
    centre = LIFT * s
    ball = ellipsoid(radius, radius, radius, 72).turned((0, 0, 1), -longitude).turned((0, 1, 0), TILT).moved(z=centre)
    brass = finish("metal", kind="gold", roughness=0.2)
    foot = _foot() * s
    return (
        Part("ball", ball, finish("atlas", color=color, land=accent, seed=seed), (6.28 * radius, 3.14 * radius)),
        Part("meridian", _meridian(radius, centre, s), brass),
        Part("pins", _pins(radius, centre), brass),
        Part(
            "foot", lathe(foot), finish("wood", color="#6b3f22", gloss=0.8, upright=True, seed=seed), lathe_size(foot)
        ),
    )


def _meridian(radius: float, centre: float, s: float) -> Mesh:
    """Half a ring from pole to pole, under the ball."""
    path = arc((0, 0, centre), radius + 1.1 * s, 90 - TILT, -90 - TILT, 90)
    return sweep(path, (0, 1, 0), rounded_rectangle(1.3 * s, 0.5 * s, 0.18 * s, 4))


def _pins(radius: float, centre: float) -> Mesh:
    knob = ellipsoid(0.05 * radius, 0.05 * radius, 0.11 * radius, 20)
    ends = [knob.moved(z=side * 1.05 * radius) for side in (-1, 1)]
    return merge(ends).turned((0, 1, 0), TILT).moved(z=centre)


def _foot() -> np.ndarray:
    return profile(
        [
            (0.01, 0.3),
            (7.2, 0.3),
            (7.8, 0),
            (8.2, 0.6),
            (8.0, 1.6),
            (5.6, 2.4),
            (2.2, 3.2),
            (1.4, 5.0),
            (2.0, 6.4),
            (2.0, 7.4),
            (1.1, 8.4),
            (1.0, 8.9),
            (0.01, 8.95),
        ],
        [0, 0.2, 0.2, 0.4, 0.4, 0.8, 0.9, 0.9, 0.4, 0.4, 0.5, 0.1, 0],
    )


MAKER = Maker(globe)
