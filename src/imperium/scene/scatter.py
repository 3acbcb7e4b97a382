"""Where trees, tufts and stones stand: free places round what a picture is about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from imperium.scene.mesh import Array
from imperium.scene.scene import Thing

TRIES = 30


def scattered(
    rng: np.random.Generator,
    count: int,
    x: tuple[float, float],
    y: tuple[float, float],
    make: Callable[[int], Thing],
    *,
    clear: tuple[Array, Array] | None = None,
    apart: float = 0.0,
) -> list[Thing]:
    """Up to `count` things in a field of `x` by `y`, none in the box `clear`, all `apart` from each other.

    `make` is given a number, for a seed.
    """
    taken: list[Array] = []
    for _ in range(count * TRIES):
        spot = np.array([rng.uniform(*x), rng.uniform(*y)])
        if _free(spot, taken, clear, apart):
            taken.append(spot)
        if len(taken) == count:
            break
    placed = [make(int(rng.integers(1000))) for _ in taken]
    turns = rng.uniform(0, 360, len(taken)).tolist()
    return [
        thing.model_copy(update={"at": (float(s[0]), float(s[1]), thing.at[2]), "turn": turn})
        for thing, s, turn in zip(placed, taken, turns, strict=True)
    ]


def _free(spot: Array, taken: list[Array], clear: tuple[Array, Array] | None, apart: float) -> bool:
    if clear is not None and bool((spot > clear[0][:2]).all() and (spot < clear[1][:2]).all()):
        return False
    return all(float(np.hypot(*(spot - other))) >= apart for other in taken)
