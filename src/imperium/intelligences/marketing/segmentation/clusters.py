"""k-means with its number of groups chosen by the silhouette."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
STARTS = 8
ROUNDS = 60
SAMPLED = 2_000
"""Points that the groups are found in where there are more of them; then every point joins the nearest."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """`labels` of the points, mean `silhouette` from -1 to 1, and that of every number of groups that was tried."""

    labels: Labels
    silhouette: float
    tried: dict[int, float]


def cluster(points: Floats, most: int, random: np.random.Generator) -> Clusters:
    """Between two and `most` groups of standardised points, whichever number has the highest mean silhouette."""
    sample = points[random.permutation(len(points))[:SAMPLED]]
    centers = {k: kmeans(sample, k, random) for k in range(2, most + 1)}
    scores = {k: silhouette(sample, nearest(sample, found)) for k, found in centers.items()}
    best = max(scores, key=scores.__getitem__)
    return Clusters(nearest(points, centers[best]), scores[best], scores)


def nearest(points: Floats, centers: Floats) -> Labels:
    """The number of each point's nearest center."""
    labels: Labels = _squared(points, centers).argmin(axis=1)
    return labels


def kmeans(points: Floats, k: int, random: np.random.Generator) -> Floats:
    """The centers of the best of several runs of Lloyd's algorithm (S. Lloyd, IEEE Trans. Information Theory 28, 1982)
    from k-means++ seeds (D. Arthur, S. Vassilvitskii, SODA 2007)."""
    runs = [_lloyd(points, _seeds(points, k, random)) for _ in range(STARTS)]
    return min(runs, key=lambda centers: float(_squared(points, centers).min(axis=1).sum()))


def _seeds(points: Floats, k: int, random: np.random.Generator) -> Floats:
    chosen = [points[random.integers(len(points))]]
    for _ in range(k - 1):
        distance = _squared(points, np.array(chosen)).min(axis=1)
        total = distance.sum()
        weights = distance / total if total else None
        chosen.append(points[random.choice(len(points), p=weights)])
    return np.array(chosen)


def _lloyd(points: Floats, centers: Floats) -> Floats:
    for _ in range(ROUNDS):
        labels = nearest(points, centers)
        moved = np.array(
            [points[labels == i].mean(axis=0) if (labels == i).any() else c for i, c in enumerate(centers)]
        )
        if np.allclose(moved, centers):
            break
        centers = moved
    return centers


def _squared(points: Floats, centers: Floats) -> Floats:
    """Squared distances, (points, centers)."""
    apart: Floats = (points**2).sum(axis=1)[:, None] - 2 * points @ centers.T + (centers**2).sum(axis=1)
    return np.maximum(apart, 0.0)


def silhouette(points: Floats, labels: Labels) -> float:
    """Mean of (b - a) / max(a, b), a being the mean distance within the own group and b to the nearest other; 0 for a
    point that is alone in its group (P. Rousseeuw, J. Computational and Applied Mathematics 20, 1987)."""
    groups = np.unique(labels)
    if len(groups) < 2:
        return -1.0
    distance = np.sqrt(_squared(points, points))
    member = (labels[:, None] == groups).astype(float)
    sums, sizes = distance @ member, member.sum(axis=0)
    own = member.astype(bool)
    size = sizes[own.argmax(axis=1)]
    within = sums[own] / np.maximum(size - 1, 1)
    beside = np.where(own, np.inf, sums / sizes).min(axis=1)
    scores = np.where(size > 1, (beside - within) / np.maximum(np.maximum(within, beside), 1e-12), 0.0)
    return float(scores.mean())
