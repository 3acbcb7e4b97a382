"""How likely a model is right, before it is asked: the contract, and what is told by declared strength alone."""

from __future__ import annotations

from math import exp
from typing import Protocol

from imperium.models.provider import Candidate

Features = bytes
"""What a prompt is like, compactly; its words can't be read from it."""

STEEPNESS, EASE = 3.0, 1.5
"""The prior is logistic in strength less complexity: a strong model (0.85) is right on 98 % of the easy (0.1) and 79 %
of the hard (0.9), a weak one (0.25) on 87 % and 39 %. Only the order of what it tells is used, and its differences near
a quota's limit; what was observed replaces it."""


class Foresight(Protocol):
    """Tells chances and learns from outcomes, within microseconds and without waiting."""

    def features(self, text: str) -> Features:
        """What the text is like, for `chance` now and `observe` later."""

    def evidence(self, model: str) -> float:
        """How many outcomes of the model are known, in effect; 0 for an unknown one."""

    def chance(self, features: Features, model: str, strength: float) -> float:
        """That the model's answer is right (0–1); by its declared strength (0–1) where nothing is known of it."""

    def observe(self, features: Features, model: str, reward: float, weight: float = 1.0) -> None:
        """An outcome: 1 was right, 0 was wrong."""


def model_key(candidate: Candidate) -> str:
    """What a model is called in learning: the same whoever serves it (`openai/gpt-5.4` behind a gateway too)."""
    name = candidate.model or candidate.connection.name
    return name.rpartition("/")[2].lower()


def prior_chance(strength: float, complexity: float) -> float:
    """The chance of a right answer by strength and complexity (both 0–1), where nothing was learned."""
    return 1.0 / (1.0 + exp(-STEEPNESS * (strength - complexity) - EASE))
