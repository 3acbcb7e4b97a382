"""Safe exploration: now and then, where it matters little, another model is asked, so that all keep being learned."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from msgspec import Struct

MOST_WEIGHT = 20.0
"""An outcome never counts for more than this many."""


class Draw(Struct, frozen=True):
    """Who is asked, and how likely that was."""

    model: str
    propensity: float = 1.0

    @property
    def weight(self) -> float:
        """What the outcome counts for: 1 over how likely it was asked."""
        return min(1 / self.propensity, MOST_WEIGHT)


class Exploration:
    """Of the requests whose caller allows it, `rate` (0–1) go to one of the models that are expected to be at most
    `margin` less valuable than the chosen one, in the unit of the values. The first named is the chosen one."""

    def __init__(self, rate: float, margin: float, random: Random) -> None:
        self._rate, self._margin, self._random = rate, margin, random

    def draw(self, values: Sequence[tuple[str, float]], allowed: bool) -> Draw:
        """`values` are models with what is expected of them, the chosen one first."""
        chosen, value = values[0]
        near = [model for model, other in values[1:] if value - other <= self._margin]
        if not (allowed and near):
            return Draw(chosen)
        if self._random.random() < self._rate:
            return Draw(self._random.choice(near), self._rate / len(near))
        return Draw(chosen, 1 - self._rate)
