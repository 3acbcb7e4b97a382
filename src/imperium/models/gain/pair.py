"""Routing between two models: the strong one for the share of prompts where it is expected to gain most."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from imperium.models.gain.features import Features
from imperium.models.gain.guard import PairGuard, Ranks
from imperium.models.gain.model import GainModel


class PairPolicy:
    """`share` (0–1) of the prompts goes to the strong model. The threshold follows the recent prompts' gains."""

    def __init__(self, model: GainModel, strong: str, weak: str, share: float, random: Random) -> None:
        self.strong, self.weak, self.share = strong, weak, share
        self.guard = PairGuard()
        self._model = model
        self._random = random
        self._recent = {"learned": Ranks(), "prior": Ranks()}

    def choose(self, features: Features) -> str:
        """The model to ask. Where neither what was learned nor the prior beats the mix, the mix decides by lot."""
        gains = self._gains(features)
        best = self.guard.best
        strong = self._random.random() < self.share if best == "mix" else self._is_high(best, gains[best])
        for name, gain in gains.items():
            self._recent[name].add(gain)
        return self.strong if strong else self.weak

    def rank(self, features: Features) -> float:
        """What prompts are ranked by for the strong model; by lot where the mix has not been beaten."""
        best = self.guard.best
        return self._random.random() if best == "mix" else self._gains(features)[best]

    def observe(self, features: Features, rewards: Mapping[str, float], propensity: float = 1.0) -> None:
        """Learn an outcome: of both models, which also tells whether routing wins, or of one. Call it before the
        next one of the same prompt. `propensity` is the chance that what was asked was asked."""
        if self.strong in rewards and self.weak in rewards:
            self.guard.record(self._gains(features), rewards[self.strong] - rewards[self.weak], 1 / propensity)
        for model, reward in rewards.items():
            self._model.observe(features, model, reward, 1 / propensity)

    def _gains(self, features: Features) -> dict[str, float]:
        return {
            "learned": self._model.gain(features, self.strong, self.weak),
            "prior": self._model.prior_gain(features, self.strong, self.weak),
        }

    def _is_high(self, name: str, gain: float) -> bool:
        threshold = self._recent[name].quantile(1 - self.share)
        if threshold is None or gain == threshold:
            return self._random.random() < self.share
        return gain > threshold
