"""A few river stones lying together."""

import numpy as np
from pydantic import Field

from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import pebble

SHADES = ("#7d7b78", "#a8a49b", "#bdb5a8", "#5f6063")


def stones(
    *,
    count: int = Field(default=3, ge=1, le=12),
    size: float = Field(default=2.3, gt=0, le=100),
    seed: int = 0,
) -> tuple[Part, ...]:
    """The first is the largest and lies at the origin; the others round it."""
    rng = np.random.default_rng(seed)
    parts = []
    for k in range(count):
        radius = size * (1.0 if k == 0 else rng.uniform(0.45, 0.75))
        angle, away = (
            k * 2.4 + rng.uniform(-0.3, 0.3),
            0.0 if k == 0 else size * (1.05 + 0.35 * (k // 2)) + radius * 0.6,
        )
        stone = pebble(radius, rng.uniform(0.42, 0.58), rng).turned((0, 0, 1), rng.uniform(0, 360))
        low = stone.bounds[0][2]
        stone = stone.moved(np.cos(angle) * away, np.sin(angle) * away * 0.7, -low - 0.03 * radius)
        look = finish("stone", color=SHADES[int(rng.integers(len(SHADES)))], seed=seed + k)
        parts.append(Part(f"stone{k}", stone, look, (size * 4, size * 2)))
    return tuple(parts)


MAKER = Maker(stones)
