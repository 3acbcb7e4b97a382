"""Whether routing by predicted gain wins: cross-validation against the best mix of two models.

A mix sends a share of all prompts to the strong model, whichever they are. A router that sends the same share, those of
highest predicted gain, is better by cov(sent, gain); averaged over all shares by cov(rank, gain), with ranks in 0–1:
RouteLLM's APGR is 1/2 + cov(rank, gain) / mean gain. Each prediction is made without the prompt's own outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Ranking: TypeAlias = Literal["learned", "prior", "mix"]
Values: TypeAlias = NDArray[np.float64]

DOUBT = 1.64
"""Standard errors by which a rival must be ahead to be preferred: one chance in twenty that it isn't."""
FEW = 30
"""Prompts before which nothing is judged."""


class Verdict(Struct, frozen=True):
    """What is to rank the prompts, and how much more (-1–1) is answered right with each than by the mix, in the mean
    over all shares."""

    best: Ranking = "learned"
    learned: float = 0.0
    prior: float = 0.0


def judge(learned: Sequence[float], prior: Sequence[float], gains: Sequence[float], folds: Sequence[int]) -> Verdict:
    """What was learned, unless the prior is surely better; the mix when that is surely better than either.

    One entry a prompt: the gain that each predicted, the one that was seen (-1–1), and the fold. Ranks are those within
    a fold: from one to the next a mean that is learned too high stands against outcomes that are too low.
    """
    if len(gains) < FEW:
        return Verdict()
    seen = np.array(gains, dtype=np.float64)
    by_learned, by_prior = (_ranks(np.array(v), np.array(folds)) * seen for v in (learned, prior))
    best: Ranking = "prior" if is_behind(by_learned - by_prior) else "learned"
    if is_behind(by_prior if best == "prior" else by_learned):
        best = "mix"
    return Verdict(best, float(by_learned.mean()), float(by_prior.mean()))


def is_behind(differences: Values) -> bool:
    """Whether the mean of paired differences is surely below zero."""
    error = differences.std() / max(len(differences), 1) ** 0.5
    return len(differences) >= FEW and bool(differences.mean() + DOUBT * error < 0)


def _ranks(values: Values, folds: NDArray[np.int64]) -> Values:
    """Ranks about zero (-1/2–1/2) within each fold; equal values share theirs."""
    ranks = np.empty(len(values))
    for fold in np.unique(folds):
        _, place, counts = np.unique(values[folds == fold], return_inverse=True, return_counts=True)
        middles = np.cumsum(counts) - (counts + 1) / 2
        ranks[folds == fold] = (middles[place] + 0.5) / len(place) - 0.5
    return ranks
