"""Routing between two models: the strong one for the share of prompts where it is expected to gain most."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from random import Random

from imperium.models.gain.features import Features
from imperium.models.gain.guard import Verdict, judge
from imperium.models.gain.model import GainModel, Validated

WINDOW = 512
"""Recent prompts that set the threshold."""


class PairPolicy:
    """`share` (0–1) of the prompts goes to the strong model. The threshold follows the recent prompts."""

    def __init__(self, model: GainModel, strong: str, weak: str, share: float, random: Random) -> None:
        self.strong, self.weak, self.share = strong, weak, share
        self.verdict = Verdict()
        self._model = model
        self._random = random
        self._recent = Window(WINDOW)

    def choose(self, features: Features) -> str:
        """The model to ask."""
        rank = self.rank(features)
        below = self._recent.below(rank) if self._recent else self._random.random()
        self._recent.add(rank)
        return self.strong if below >= 1 - self.share else self.weak

    def rank(self, features: Features) -> float:
        """What prompts are ranked by; by lot (the mix) where neither what was learned nor the prior beats that."""
        if self.verdict.best == "mix":
            return self._random.random()
        gain = self._model.gain if self.verdict.best == "learned" else self._model.prior_gain
        return gain(features, self.strong, self.weak)

    def judge(self) -> Verdict:
        """See by cross-validation what ranks best, and go by that from now on. Seconds: for a worker, now and then."""
        both: dict[int, dict[str, Validated]] = {}
        for outcome in self._model.cross_validated():
            both.setdefault(id(outcome.features), {})[outcome.model] = outcome
        pairs = [(one[self.strong], one[self.weak]) for one in both.values() if {self.strong, self.weak} <= one.keys()]
        self.verdict = judge(
            [strong.learned - weak.learned for strong, weak in pairs],
            [strong.prior - weak.prior for strong, weak in pairs],
            [strong.reward - weak.reward for strong, weak in pairs],
            [strong.fold for strong, _ in pairs],
        )
        return self.verdict


class Window:
    """The most recent values, in order of size."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._recent: deque[float] = deque()
        self._sorted: list[float] = []

    def __len__(self) -> int:
        return len(self._sorted)

    def below(self, value: float) -> float:
        """The share (0–1) of recent values that are smaller."""
        return bisect_left(self._sorted, value) / len(self._sorted)

    def add(self, value: float) -> None:
        if len(self._recent) == self._size:
            self._sorted.pop(bisect_left(self._sorted, self._recent.popleft()))
        self._recent.append(value)
        insort(self._sorted, value)
