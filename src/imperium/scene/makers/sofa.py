"""A sofa: seat and back cushions between low arms, with scatter pillows."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.solids import cushion
from imperium.scene.upholstery import WEAVE, padded, pinched, tapered_legs, upholstery

ARM, DEPTH = 18.0, 92.0


def sofa(
    *,
    color: Hex = "#a8a294",
    accent: Hex = "#b4643c",
    seats: int = Field(default=3, ge=2, le=5),
    cover: Literal["fabric", "leather"] = "fabric",
    pillows: int = Field(default=2, ge=0, le=6),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to -y; `accent` colours the pillows."""
    rng = np.random.default_rng(seed)
    seat = 66.0
    width = seats * seat + 2 * ARM
    middles = (np.arange(seats) - (seats - 1) / 2) * seat
    cloth = upholstery(cover, color, seed)
    legs = tapered_legs([(x * (width / 2 - 12), y) for x in (-1, 1) for y in (-DEPTH / 2 + 9, DEPTH / 2 - 9)], 13.0)
    seating = [cushion(seat - 0.8, 66, 19, 0.2, WEAVE).moved(x, -8, 27) for x in middles]
    backs = [padded(seat - 1.5, 19, 46).turned((1, 0, 0), -13).moved(x, 20, 42) for x in middles]
    parts = [
        Part("frame", _frame(width), cloth, WEAVE),
        Part("cushions", merge([*seating, *backs]), cloth, WEAVE),
        Part("legs", legs, finish("wood", color="#5c4230", seed=seed), (40, 12)),
    ]
    if pillows:
        thrown = merge(_thrown(k, pillows, width, rng) for k in range(pillows))
        parts.append(Part("pillows", thrown, finish("fabric", color=accent, threads=4, seed=seed + 1), WEAVE))
    return tuple(parts)


def _frame(width: float) -> Mesh:
    base = cushion(width - 4, DEPTH - 6, 16, 0.0, WEAVE).moved(z=12)
    arms = [cushion(ARM, DEPTH - 4, 44, 0.03, WEAVE).moved(side * (width - ARM) / 2, -1, 14) for side in (-1, 1)]
    rear = cushion(width - 6, 17, 58, 0.0, WEAVE).turned((1, 0, 0), -6).moved(0, DEPTH / 2 - 13, 17)
    return merge([base, *arms, rear])


def _thrown(k: int, count: int, width: float, rng: np.random.Generator) -> Mesh:
    """A pillow leaning on the back, the first two in the corners."""
    side = -1 if k % 2 == 0 else 1
    x = side * (width / 2 - ARM - 23 - 26 * (k // 2))
    turn = side * rng.uniform(14, 26)
    pillow = pinched(44, 15).turned((0, 1, 0), rng.uniform(-6, 6)).turned((1, 0, 0), -22)
    return pillow.turned((0, 0, 1), -turn).moved(x, -1 - 3 * (k // 2), 46)


MAKER = Maker(sofa)
