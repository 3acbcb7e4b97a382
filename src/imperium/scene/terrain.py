"""Land that rain has worn: ridged noise, droplets that carve it, slopes that slide.

The droplets follow Mei, Decaudin and Hu's account of hydraulic erosion in spirit, moved all at once over the grid.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from imperium.scene.mesh import Array
from imperium.scene.texture import Grid, fractal, noise, smoothstep

CELLS = 288
ROUNDS, DROPS, STEPS = 10, 3500, 34
DEEPEST = 0.0007  # a step's change of a cell, in heights of the mountain


@lru_cache(8)
def massif(peaks: float, seed: int) -> Grid:
    """Heights (n, n) in 0-1 of a mountain that falls to 0 at the rim of the square."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(-1, 1, CELLS), np.linspace(-1, 1, CELLS))
    bend = fractal(CELLS, CELLS, 3, 3, rng, 3) - 0.5
    away = np.hypot(x + 0.35 * bend, y + 0.35 * (fractal(CELLS, CELLS, 3, 3, rng, 3) - 0.5))
    dome = np.clip(1 - (away / 0.98) ** 1.35, 0, 1) ** 1.3
    ridges = _ridges(rng)
    soft = fractal(CELLS, CELLS, 4, 4, rng, 6)
    land = dome * (0.30 + 0.75 * (peaks * ridges + (1 - peaks) * soft))
    worn = _rained_on((land / land.max()).astype(np.float64), rng)
    fade = smoothstep(0, 0.10, 1 - np.maximum(np.abs(x), np.abs(y)))
    high = float(np.quantile(worn, 0.9995))
    level = np.clip(worn, 0, None) / high
    return np.asarray(fade * np.where(level > 0.9, 0.9 + 0.5 * (level - 0.9), level), np.float32)


def _ridges(rng: np.random.Generator) -> Grid:
    total, weight, amplitude = np.zeros((CELLS, CELLS), np.float32), np.ones((CELLS, CELLS), np.float32), 0.6
    for octave in range(6):
        ridge = (1 - np.abs(noise(CELLS, CELLS, 4 * 2**octave, 4 * 2**octave, rng) * 2 - 1)) ** 2
        total += amplitude * ridge * weight
        weight, amplitude = np.clip(ridge * 1.5, 0, 1), amplitude * 0.5
    return total


def _rained_on(land: Array, rng: np.random.Generator) -> Array:
    """The land after rounds of droplets: each runs downhill, takes earth where it is quick and drops it where not."""
    for _ in range(ROUNDS):
        at = rng.uniform(2, CELLS - 3, (DROPS, 2))
        way, load, speed, water = np.zeros((DROPS, 2)), np.zeros(DROPS), np.ones(DROPS), np.ones(DROPS)
        for _ in range(STEPS):
            cell = at.astype(int)
            i, j = cell.T
            slope = np.stack([land[i + 1, j] - land[i - 1, j], land[i, j + 1] - land[i, j - 1]], -1) / 2
            way = way * 0.25 - slope * 0.75
            step = way / (np.linalg.norm(way, axis=1, keepdims=True) + 1e-9)
            ahead = np.clip(at + step, 2, CELLS - 3.001)
            k, m = ahead.astype(int).T
            fall = land[i, j] - land[k, m]
            room = np.maximum(fall, 0.0006) * speed * water * 6.0
            taken = np.where(fall < 0, np.maximum(fall, -load), np.minimum((room - load) * 0.28, np.maximum(fall, 0)))
            taken = np.where(room < load, (room - load) * 0.28, taken)
            land -= _spread(i, j, taken)
            load, water = load + taken, water * 0.97
            speed = np.sqrt(np.clip(speed**2 + fall * 8, 0.05, 4))
            at = ahead
        land = _slid(land)
    return land


def _slid(land: Array) -> Array:
    """The land after loose earth has slid: each cell a third of the way to the mean of its neighbours."""
    around = np.roll(land, 1, 0) + np.roll(land, -1, 0) + np.roll(land, 1, 1) + np.roll(land, -1, 1)
    return np.asarray(land + (around / 4 - land) * 0.33)


def _spread(i: NDArray[np.int64], j: NDArray[np.int64], taken: Array) -> Array:
    """What is taken from each cell and its neighbours; bounded where many droplets meet, or it would run away."""
    total = np.bincount(i * CELLS + j, taken, CELLS * CELLS).reshape(CELLS, CELLS)
    around = np.roll(total, 1, 0) + np.roll(total, -1, 0) + np.roll(total, 1, 1) + np.roll(total, -1, 1)
    return np.clip(0.5 * total + 0.125 * around, -DEEPEST, DEEPEST)
