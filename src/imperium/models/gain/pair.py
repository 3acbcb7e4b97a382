"""Routing between two models: the strong one for the share of prompts where it is expected to gain most."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from random import Random
from typing import TypeAlias

from imperium.models.gain.features import Features
from imperium.models.gain.model import GainModel

Rank: TypeAlias = tuple[float, float]
WINDOW = 512
"""Recent prompts that set the threshold."""


class PairPolicy:
    """`share` (0–1) of the prompts goes to the strong model: those that gain most. The threshold follows the recent
    prompts."""

    def __init__(self, model: GainModel, strong: str, weak: str, share: float, random: Random) -> None:
        self.strong, self.weak, self.share = strong, weak, share
        self._model = model
        self._random = random
        self._recent = Window(WINDOW)

    def choose(self, features: Features) -> str:
        """The model to ask."""
        rank = self.rank(features)
        below = self._recent.below(rank) if self._recent else self._random.random()
        self._recent.add(rank)
        return self.strong if below >= 1 - self.share else self.weak

    def rank(self, features: Features) -> Rank:
        """What prompts are ranked by; by lot where nothing is to be believed of what tells them apart."""
        return round(self._model.gain(features, self.strong, self.weak), 9), self._random.random()


class Window:
    """The most recent values, in order of size."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._recent: deque[Rank] = deque()
        self._sorted: list[Rank] = []

    def __len__(self) -> int:
        return len(self._sorted)

    def below(self, value: Rank) -> float:
        """The share (0–1) of recent values that are smaller."""
        return bisect_left(self._sorted, value) / len(self._sorted)

    def add(self, value: Rank) -> None:
        if len(self._recent) == self._size:
            self._sorted.pop(bisect_left(self._sorted, self._recent.popleft()))
        self._recent.append(value)
        insort(self._sorted, value)
