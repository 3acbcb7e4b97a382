"""How much of what is foretold by prompt is to be believed: each outcome is foretold before it is learned.

What a router chooses by is how much better a model is on this prompt than on others, beside the other models. Outcomes
are regressed on it as they come (prequential analysis: Dawid, 1984), and the slope is the share that is believed. At 1
a prompt is routed by all that is foretold of it; at 0 each model counts as good as it is on average, and one fixed
model is chosen, so that words which mislead don't cost much for long.
"""

from __future__ import annotations

from collections import OrderedDict
from math import sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Values: TypeAlias = NDArray[np.float64]

FADING = 1 - 1 / 1_000
"""What an outcome still counts for when the next one comes."""
BELIEF = 0.5
"""How firmly a slope of 1 is believed beforehand: 0.2, the variance of right and wrong, over that of the slope."""
NOISE, DOUBT = 0.2, 1.64
"""Variance of right and wrong; standard errors by which a slope is given the benefit of the doubt."""
WINDOW = 200
"""Outcomes over which averages are taken."""
REMEMBERED = 4_096
"""Prompts whose outcomes no longer test anything, since one of them is learned already."""


class Trust:
    """Over at most so many models, by number."""

    def __init__(self, models: int) -> None:
        self._apart, self._surplus = np.zeros(models), np.zeros(models)
        self._foretold, self._seen = np.zeros(models), np.zeros(models)
        self._told, self._agreed = 0.0, 0.0
        self._prompts: OrderedDict[int, None] = OrderedDict()

    @property
    def share(self) -> float:
        """What is believed (0–1); 1 as long as nothing is known."""
        doubt = DOUBT * sqrt(NOISE * self._told)
        return min(max((self._agreed + doubt + BELIEF) / (self._told + BELIEF), 0.0), 1.0)

    def observe(self, prompt: int, foretold: Values, known: Values, model: int, reward: float, weight: float) -> None:
        """An outcome, with what was foretold of every model on its prompt; `known` (0 or 1) says which ones count."""
        if prompt in self._prompts or model >= len(known) or not known[model] or known.sum() < 2:
            return self._remember(prompt)
        count, ease = len(known), shared(foretold, known)
        apart, surplus = foretold - ease, reward - ease
        if self._seen[model]:
            told = float(apart[model] - self._apart[model])
            self._told = FADING * self._told + weight * told * told
            self._agreed = FADING * self._agreed + weight * told * (surplus - float(self._surplus[model]))
        self._foretold[:count] += known
        self._seen[model] += 1
        self._apart[:count] += known * (apart - self._apart[:count]) / np.clip(self._foretold[:count], 1, WINDOW)
        self._surplus[model] += (surplus - self._surplus[model]) / min(self._seen[model], WINDOW)
        return self._remember(prompt)

    def believed(self, foretold: Values, known: Values) -> Values:
        """What is foretold of each model, less what tells them apart by prompt and isn't believed."""
        if (share := self.share) == 1 or known.sum() < 2:
            return foretold
        apart = foretold - shared(foretold, known)
        believed: Values = foretold - (1 - share) * known * (apart - self._apart[: len(known)])
        return believed

    def forget(self, model: int) -> None:
        """Its number is to be another model's."""
        for average in (self._apart, self._surplus, self._foretold, self._seen):
            average[model] = 0

    def _remember(self, prompt: int) -> None:
        self._prompts[prompt] = None
        if len(self._prompts) > REMEMBERED:
            self._prompts.popitem(last=False)


def shared(foretold: Values, known: Values) -> float:
    """What is foretold of the known models in the mean: how easy the prompt is for them."""
    return float(foretold @ known / known.sum())
