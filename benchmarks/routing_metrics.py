"""RouteLLM's metrics for a pair (arXiv 2406.18665), and cost against quality for a pool."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.routing_data import Array


@dataclass(frozen=True)
class PairScore:
    """Area under performance gap recovered over the share of strong calls, and the share needed for 50 and 80 %."""

    apgr: float
    cpt50: float
    cpt80: float


def pair_score(strong: Array, weak: Array, ranks: Array) -> PairScore:
    """The prompts of highest rank go to the strong model first; equal ones in the order in which they come."""
    gained = np.concatenate([[0.0], np.cumsum((strong - weak)[np.argsort(-ranks, kind="stable")])])
    recovered = gained / gained[-1]
    shares = np.linspace(0, 1, len(recovered))
    cpt50, cpt80 = (float(shares[np.argmax(recovered >= wanted - 1e-9)]) for wanted in (0.5, 0.8))
    return PairScore(float(np.trapezoid(recovered, shares)), cpt50, cpt80)


def saved(points: Array, strongest: tuple[float, float], share: float) -> float:
    """The share of the strongest's cost that is saved at this share of its quality. `points` (cost, quality) may be
    mixed by lot: what lies on the upper hull counts."""
    cost, quality = strongest
    hull = _hull(np.vstack([points, [cost, quality]]))
    return 1 - float(np.interp(share * quality, hull[:, 1], hull[:, 0])) / cost


def _hull(points: Array) -> Array:
    """The upper left hull, from the cheapest to the best: ascending in cost and in quality."""
    hull: list[Array] = []
    for point in points[np.lexsort((-points[:, 1], points[:, 0]))]:
        if hull and point[1] <= hull[-1][1]:
            continue
        while len(hull) > 1 and _turns_left(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return np.array(hull)


def _turns_left(first: Array, middle: Array, last: Array) -> bool:
    return bool((middle[1] - first[1]) * (last[0] - first[0]) <= (last[1] - first[1]) * (middle[0] - first[0]))
