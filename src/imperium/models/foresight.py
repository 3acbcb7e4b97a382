"""How likely a model is right, before it is asked: the contract, and what is told by declared strength alone."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Protocol

from imperium.models.gain.features import Features
from imperium.models.provider import Candidate

STEEPNESS, EASE = 3.0, 1.5
"""The prior is logistic in strength less complexity: a strong model (0.85) is right on 98 % of the easy (0.1) and 79 %
of the hard (0.9), a weak one (0.25) on 87 % and 39 %. Only the order of what it tells is used, and its differences near
a quota's limit; what was observed replaces it."""


class Foresight(Protocol):
    """Tells chances and learns from outcomes, within microseconds and without waiting. The gain model is one."""

    def features(self, text: str) -> Features:
        """What the text is like, for `chance` now and `observe` later."""

    def evidence(self, model: str) -> float:
        """How many outcomes of the model are known, in effect; 0 for an unknown one."""

    def declare(self, strengths: Mapping[str, float]) -> None:
        """How strong models are held to be (0–1) where nothing is known of them."""

    def chance(self, features: Features, model: str) -> float:
        """That the model's answer is right (0–1)."""

    def observe(self, features: Features, model: str, reward: float, weight: float = 1.0) -> None:
        """An outcome: 1 was right, 0 was wrong."""


def model_key(candidate: Candidate) -> str:
    """What a model is called in learning: the same whoever serves it (`openai/gpt-5.4` behind a gateway too)."""
    name = candidate.model or candidate.connection.name
    return name.rpartition("/")[2].lower()


def prior_chance(strength: float, complexity: float) -> float:
    """The chance of a right answer by strength and complexity (both 0–1), where nothing was learned."""
    return 1.0 / (1.0 + exp(-STEEPNESS * (strength - complexity) - EASE))
