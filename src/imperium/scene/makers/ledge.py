"""A flat rock with a broken edge, its top at z=0."""

import numpy as np
from pydantic import Field

from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import lattice
from imperium.scene.texture import fractal, noise


def ledge(*, radius: float = Field(default=46, gt=0, le=1e5), seed: int = 0) -> tuple[Part, ...]:
    """Nearly flat inside half the radius."""
    rings, spokes = 120, 200
    rng = np.random.default_rng(seed)
    t = np.linspace(0.002, 1, rings)[:, None]
    turn = np.linspace(0, 2 * np.pi, spokes)[None]
    rim = 1 + 0.35 * (noise(spokes, 1, 9, 2, rng) - 0.5) + 0.12 * (noise(spokes, 1, 30, 2, rng) - 0.5)
    rim[:, -1] = rim[:, 0]
    reach = t * radius * rim
    rough = fractal(spokes, rings, 16, 8, rng, 5, 0.6) - 0.5
    rough[:, -1] = rough[:, 0]
    z = rough * radius * 0.05 * np.clip(t * 2 - 0.6, 0, 1) - radius * 0.9 * np.clip(t - 0.9, 0, 1) * 10 * t**2
    points = np.stack([reach * np.cos(turn), reach * np.sin(turn), z], -1)
    uvs = points[..., :2] / (2 * radius) + 0.5
    rock = finish("stone", kind="slate", seed=seed)
    return (Part("rock", lattice(points, uvs), rock, (2 * radius, 2 * radius)),)


MAKER = Maker(ledge)
