"""Eggs: one in a cup, or some lying together."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import lathe, lathe_size, profile

LONG, WIDE = 5.8, 4.4


def egg(
    *,
    color: Hex = "#d9a67c",
    accent: Hex = "#f1ece2",
    count: int = Field(default=1, ge=1, le=6),
    cup: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """One egg stands in a cup of `accent`; several lie about the first."""
    rng = np.random.default_rng(seed)
    shell = finish("peel", color=color, pores=0.15, dots=0.25, roughness=0.5, seed=seed)
    if cup and count == 1:
        foot = profile(
            [
                (0.01, 0.3),
                (2.3, 0.3),
                (2.5, 0),
                (2.6, 0.3),
                (1.1, 1.2),
                (1.0, 2.0),
                (2.3, 3.6),
                (2.55, 5.2),
                (2.35, 5.3),
                (2.0, 3.8),
                (0.01, 2.4),
            ],
            [0, 0.1, 0.1, 0.2, 0.5, 0.4, 1.0, 0.12, 0.1, 0.8, 0],
        )
        glaze = finish("ceramic", color=accent, roughness=0.1, seed=seed)
        return Part("egg", _egg().moved(z=3.1), shell, (14, 8)), Part("cup", lathe(foot), glaze, lathe_size(foot))
    lying = _egg().turned((0, 1, 0), 90).moved(-LONG * 0.42, 0, WIDE / 2)
    spots = [(0, 0), (4.9, 1.6), (-4.4, 2.4), (0.8, 5.0), (5.4, 6.2), (-4.0, 7.0)][:count]
    eggs = [lying.turned((0, 0, 1), rng.uniform(-70, 70)).moved(x, y) for x, y in spots]
    return (Part("egg", merge(eggs), shell, (14, 8)),)


def _egg() -> Mesh:
    """Blunt end below. The profile is Narushin's egg, simplified: an ellipse whose width falls towards the tip."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 80)
    height = np.sin(turn)
    radius = WIDE / 2 * np.cos(turn).clip(1e-3) * (1 - 0.15 * height - 0.03 * height**2)
    return lathe(np.stack([radius, LONG / 2 * (height + 1)], -1))


MAKER = Maker(egg)
