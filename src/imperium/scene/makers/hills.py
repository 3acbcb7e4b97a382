"""Ridges one behind the other, growing with the distance; the ground lies flat round the origin."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import lattice
from imperium.scene.texture import fractal


def hills(
    *,
    color: Hex = "#5c6b45",
    width: float = Field(default=6000, gt=0, le=1e6),
    height: float = Field(default=700, gt=0, le=1e5),
    near: float = Field(default=250, gt=0, le=1e5),
    peaks: float = Field(default=0.5, ge=0, le=1, description="0 is rolling land, 1 is sharp mountains."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """Land from y=-`near` to y=`width`; it starts to rise `near` behind the origin."""
    n = 320
    rng = np.random.default_rng(seed)
    soft = fractal(n, n, 5, 5, rng, 7, 0.48)
    ridge = 1 - np.abs(fractal(n, n, 7, 7, rng, 7, 0.5) * 2 - 1) * 2.2
    shape = soft * (1 - peaks) + np.clip(ridge, 0, 1) ** 1.5 * peaks
    t = np.linspace(0, 1, n) ** 1.6
    y = -near + t * (width + near)
    x = np.linspace(-1, 1, n)[None] * (near * 2 + np.maximum(y, 0)[:, None] * 0.9)
    rise = np.clip((y - near) / (width * 0.6), 0, 1)[:, None] ** 0.9
    z = shape * rise * height - 0.02 * height * rise
    points = np.stack([x, np.broadcast_to(y[:, None], x.shape), z], -1)
    return (Part("land", lattice(points), finish("meadow", color=color, seed=seed), (width, width)),)


MAKER = Maker(hills)
