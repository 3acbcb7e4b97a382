"""How far models lie apart on prompts that are easier or harder than others.

A strong model gains nothing where all models are right nor where none is, and most in between (as in item response
theory: Rasch, 1960); the learner's heads, linear in words, can't tell. So a model's distance from the others, as it is
on average, is bent by a parabola over the ease of the prompt, the mean of what is foretold of all models. How much is
learned, by ridge regression, from what outcomes leave of what is foretold without them. On MMLU it is worth .012 of
APGR with 500 outcomes of each model or more.
"""

from __future__ import annotations

import numpy as np

from imperium.models.gain.trust import NOISE, Values, shared

CURVATURE = 6.0
"""What a parabola may well have: by Rasch's model 1 over the mean of p(1-p), which is 4 and more."""
WINDOW = 1_000
"""Outcomes over which averages are taken."""


class Bend:
    """Over at most so many models, by number, and so many outcomes, by slot."""

    def __init__(self, models: int, memory: int) -> None:
        self._apart, self._foretold = np.zeros(models), np.zeros(models)
        self._ease, self._spread, self._seen = 0.0, 0.0, 0
        self._said = np.zeros((memory, 2))
        self._square, self._along = NOISE / CURVATURE**2, 0.0

    @property
    def curvature(self) -> float:
        """What a distance between models is multiplied by, for each square of ease off the average; below 0: in the
        middle they lie farther apart."""
        return float(self._along / self._square)

    def bent(self, foretold: Values, known: Values) -> Values:
        """What is foretold of each model, by the ease of the prompt; `known` (0 or 1) says which ones count."""
        if not self._seen or known.sum() < 2:
            return foretold
        farther = self.curvature * self._off(shared(foretold, known))
        bent: Values = foretold + farther * known * self._apart[: len(known)]
        return bent

    def observe(self, slot: int, foretold: Values, known: Values, model: int, reward: float, weight: float) -> None:
        """An outcome, in the place of what its slot held, with what is foretold of every model without it."""
        ease = shared(foretold, known)
        self._average(foretold, known, ease)
        off = float(self._apart[model]) * self._off(ease)
        square, along = weight * off * off, weight * off * (reward - float(foretold[model]))
        self._square += square - float(self._said[slot, 0])
        self._along += along - float(self._said[slot, 1])
        self._said[slot] = square, along

    def _off(self, ease: float) -> float:
        """The parabola, zero on average."""
        return (ease - self._ease) ** 2 - self._spread

    def _average(self, foretold: Values, known: Values, ease: float) -> None:
        self._seen += 1
        off, share, count = ease - self._ease, 1 / min(self._seen, WINDOW), len(known)
        self._ease += share * off
        self._spread += share * (off * off - self._spread)
        self._foretold[:count] += known
        shares = known / np.clip(self._foretold[:count], 1, WINDOW)
        self._apart[:count] += shares * (foretold - ease - self._apart[:count])
