"""Whether routing by predicted gain wins: progressive validation against the best mix of two models.

A mix sends a share of all prompts to the strong model, whichever they are. A router that sends the same share, those of
highest predicted gain, is better by cov(sent, gain); averaged over all shares by cov(rank, gain), with ranks in 0–1:
RouteLLM's APGR is 1/2 + cov(rank, gain) / mean gain. Each outcome is compared with what was predicted before it was
learned, so nothing is judged by what it has seen.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque

from msgspec import Struct

WINDOW = 512
"""Recent predictions that give a rank; recent outcomes count with a half-life of this many."""
DOUBT = 30.0
"""Outcomes' worth of belief that the router is neither better nor worse."""


class Ranks:
    """Where a value stands among the most recent ones."""

    def __init__(self, size: int = WINDOW) -> None:
        self._recent: deque[float] = deque()
        self._sorted: list[float] = []
        self._size = size

    def rank(self, value: float) -> float:
        """Its rank in 0–1; 1/2 where nothing is known. A value among equals stands at their lower end."""
        return bisect_left(self._sorted, value) / len(self._sorted) if self._sorted else 0.5

    def add(self, value: float) -> None:
        if len(self._recent) == self._size:
            self._sorted.pop(bisect_left(self._sorted, self._recent.popleft()))
        self._recent.append(value)
        insort(self._sorted, value)

    def quantile(self, share: float) -> float | None:
        """The value that this share of the recent ones lies below; None where nothing is known."""
        if not self._sorted:
            return None
        return self._sorted[min(int(share * len(self._sorted)), len(self._sorted) - 1)]


class Score(Struct):
    """A decayed mean of how much better a policy did than the mix, shrunk to 0 while there is little to go by."""

    total: float = 0.0
    weight: float = 0.0

    def add(self, advantage: float, weight: float = 1.0) -> None:
        keep = 0.5 ** (1 / WINDOW)
        self.total, self.weight = self.total * keep + advantage * weight, self.weight * keep + weight

    @property
    def mean(self) -> float:
        return self.total / (self.weight + DOUBT)


class PairGuard:
    """Chooses what ranks the prompts of a pair: what was learned, the prior, or nothing (the mix)."""

    def __init__(self) -> None:
        self._ranks = {"learned": Ranks(), "prior": Ranks()}
        self._scores = {"learned": Score(), "prior": Score()}

    def record(self, predicted: dict[str, float], gain: float, weight: float = 1.0) -> None:
        """What each predicted before the outcome was learned, and the gain that was seen (-1–1)."""
        for name, value in predicted.items():
            self._scores[name].add((self._ranks[name].rank(value) - 0.5) * gain, weight)
            self._ranks[name].add(value)

    @property
    def best(self) -> str:
        """`learned`, `prior` or `mix`: the mix when neither has beaten it; what was learned when all are even."""
        name = max(self._scores, key=lambda candidate: self._scores[candidate].mean)
        return name if self._scores[name].mean >= 0 else "mix"

    def advantage(self, name: str) -> float:
        """How much more is answered right than by the mix, in the mean over all shares."""
        return self._scores[name].mean
