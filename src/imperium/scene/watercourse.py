"""How a river winds: known to who makes it, and to who plants trees beside it."""

from __future__ import annotations

import numpy as np

from imperium.scene.mesh import Array


def course(y: Array, width: float, bends: float, seed: int) -> Array:
    """Where the river's middle lies in x at each y: two slow waves, none of them at the origin."""
    first, second = np.random.default_rng(seed).uniform(0, 2 * np.pi, 2)
    far = 2 * np.pi * y / (14 * width)
    swing = np.sin(far + first) - np.sin(first) + 0.4 * (np.sin(2.3 * far + second) - np.sin(second))
    return np.asarray(1.6 * bends * width * swing)
