"""Least squares with coefficients that can't be negative, for many designs at once."""

from __future__ import annotations

import numpy as np

from imperium.intelligences.marketing.media_mix.design import Floats

SWEEPS = 300
TOLERANCE = 1e-7


def nonnegative(gram: Floats, moment: Floats) -> Floats:
    """Coefficients b ≥ 0 that minimise b·G·b / 2 - c·b for each design, G being `gram` (designs, p, p)
    and c `moment` (designs, p).

    Cyclic coordinate descent, which for this convex problem ends at the minimum (P. Tseng, "Convergence of a block
    coordinate descent method", JOTA 109, 2001); it stops when none moves by more than TOLERANCE of the largest.
    """
    found = np.zeros_like(moment)
    diagonal = np.einsum("djj->dj", gram)
    for _ in range(SWEEPS):
        moved = 0.0
        for j in range(moment.shape[1]):
            slope = moment[:, j] - np.einsum("dp,dp->d", gram[:, j], found)
            new = np.maximum(0.0, found[:, j] + slope / diagonal[:, j])
            moved = max(moved, float(np.max(np.abs(new - found[:, j]), initial=0.0)))
            found[:, j] = new
        if moved <= TOLERANCE * float(np.max(found, initial=0.0)):
            break
    return found
