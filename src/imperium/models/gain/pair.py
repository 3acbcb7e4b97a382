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
    """`share` (0–1) of the prompts goes to the strong model. The threshold follows the recent prompts; `verdict`, set
    from `judged`, says what they are ranked by."""

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


def judged(model: GainModel, strong: str, weak: str) -> Verdict:
    """What ranks a pair's prompts best, by cross-validation; it sees those of which both models' outcomes are known.

    Seconds for thousands of outcomes: for a worker, on a copy (`GainModel.load(model.dump())`), now and then.
    """
    both: dict[int, dict[str, Validated]] = {}
    for outcome in model.cross_validated():
        both.setdefault(outcome.features.key, {})[outcome.model] = outcome
    pairs = [(one[strong], one[weak]) for one in both.values() if {strong, weak} <= one.keys()]
    return judge(
        [s.learned - w.learned for s, w in pairs],
        [s.prior - w.prior for s, w in pairs],
        [s.reward - w.reward for s, w in pairs],
        [s.fold for s, _ in pairs],
    )


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
