"""A sheet of open water: long waves with sharper crests, ripples on them. Its mean level is z=0."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import lattice

GRAVITY_CM = 981.0
CELLS = 260


def water(
    *,
    color: Hex = "#0e3a44",
    width: float = Field(default=4000, gt=0, le=1e6),
    depth: float = Field(default=4000, gt=0, le=1e6, description="How far it reaches along y."),
    waves: float = Field(default=30, ge=0, le=600, description="Height of the largest, 0 for a calm lake."),
    wind: float = Field(default=30, ge=-360, le=360, description="Degrees from +x towards +y it blows to."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """Gerstner's waves (1802): points move in circles, so that crests are sharper than troughs."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, CELLS) * width, np.linspace(-0.5, 0.5, CELLS) * depth)
    points = np.stack([x, y, np.zeros_like(x)], -1)
    longest = max(waves * 16, width / 40)
    for k in range(14):
        length = longest * 0.78**k
        turn = np.radians(wind + rng.normal(0, 26 + 2 * k))
        way = np.array([np.cos(turn), np.sin(turn)])
        number = 2 * np.pi / length
        tall = waves * 0.32 * 0.76**k if length > 3 * width / CELLS else 0.0
        phase = number * (x * way[0] + y * way[1]) + rng.uniform(0, 2 * np.pi)
        points[..., :2] += -(0.75 * tall * np.sin(phase))[..., None] * way
        points[..., 2] += tall * np.cos(phase)
    ripple = 0.35 + 0.35 * min(waves / 30, 1.0)
    tile = 900.0
    uvs = np.stack([x, y], -1) / tile
    return (
        Part("surface", lattice(points, uvs), finish("water", color=color, ripples=ripple, seed=seed), (tile, tile)),
    )


MAKER = Maker(water)
