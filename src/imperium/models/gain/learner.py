"""Online ridge regression on sparse vectors: a head a model and one that all share, over the most recent outcomes.

It minimises Σ c·(y − f(x))² + λ·|w|² by stochastic dual coordinate ascent (Shalev-Shwartz and Zhang, 2013): each
outcome keeps one dual variable, w = Σ αx; a step sets one variable to its optimum, in a few microseconds. An outcome
takes one step when it comes and lets a few earlier ones take theirs again. When the memory is full the oldest goes, and
what it added is taken back: the heads are always those of what is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from random import Random
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from imperium.models.gain.features import WIDTH, Features
from imperium.models.gain.trust import Values

Heads: TypeAlias = NDArray[np.float32]

RIDGE = 7.0
"""Noise over signal: right or wrong varies by 0.2, what a prompt's words explain of it by about 0.04."""
SHARED = 0.5
"""Part of the signal that is the same for all models: how hard a prompt is for any."""
REPLAYS = 3
REACH = 64
"""Outcomes on either side of one that may be of its prompt."""


class Outcome(Struct):
    """`target` is the reward less what was believed beforehand; `alpha` its dual variable."""

    features: Features
    head: int
    target: float
    weight: float
    square: float
    alpha: float = 0.0


class Learner:
    """`heads` at most, `memory` outcomes at most. Head 0 is shared; the others are numbered by the caller."""

    def __init__(self, heads: int, memory: int, ridge: float = RIDGE, shared: float = SHARED, seed: int = 0) -> None:
        self._memory = memory
        self._ridge = ridge
        self._shared = shared
        self._random = Random(seed)  # noqa: S311  (which outcome is replayed is no secret)
        self._heads: Heads = np.zeros((1, WIDTH), np.float32)
        self._sum = np.zeros(WIDTH, np.float32)
        self._most = heads + 1
        self._outcomes: list[Outcome] = []
        self._oldest, self._turn = 0, 0
        self._evidence: list[float] = [0.0]
        self._known: Values | None = None

    def value(self, features: Features, head: int | None) -> float:
        """What is to be added to the prior; a head of which nothing is known adds what all share."""
        ids, values = features.ids, features.values
        known = float(self._heads[0].take(ids) @ values)
        return known + float(self._heads[head].take(ids) @ values) if head and head < len(self._heads) else known

    def values(self, features: Features) -> Values:
        """The same of every head that there is, but the shared one."""
        told = (self._heads.take(features.ids, axis=1) @ features.values).astype(np.float64)
        values: Values = told[1:] + told[0]
        return values

    @property
    def known(self) -> Values:
        """1 for each head of which outcomes are remembered, 0 for others; the shared one isn't counted."""
        if self._known is None:
            self._known = (np.array(self._evidence[1:]) > 1e-6).astype(np.float64)
        return self._known

    def evidence(self, head: int) -> float:
        """Outcomes remembered for a head, by weight."""
        return self._evidence[head] if head < len(self._evidence) else 0.0

    def observe(self, features: Features, head: int, target: float, weight: float) -> None:
        """Learn one outcome; microseconds."""
        outcome = Outcome(features, head, target, weight, features.square)
        self.remember(outcome)
        self._step(outcome)
        for _ in range(min(REPLAYS, len(self._outcomes) - 1)):
            self._step(self._outcomes[int(self._random.random() * len(self._outcomes))])

    def remember(self, outcome: Outcome) -> None:
        """Keep an outcome in the place of the oldest, with what it has contributed."""
        self._make_room(outcome.head)
        if len(self._outcomes) < self._memory:
            self._outcomes.append(outcome)
        else:
            self._take_back(self._outcomes[self._oldest])
            self._outcomes[self._oldest] = outcome
            self._oldest = (self._oldest + 1) % self._memory
        self._evidence[outcome.head] += outcome.weight
        self._known = None
        self._sum[outcome.features.ids] += outcome.features.values
        self._add(outcome, outcome.alpha)

    def forget(self, head: int) -> None:
        """Drop all outcomes of a head, so that it can serve another model."""
        kept = list(self.outcomes())
        self._outcomes, self._oldest = [], 0
        self._heads[:], self._sum[:], self._evidence = 0, 0, [0.0] * len(self._heads)
        for outcome in kept:
            if outcome.head != head:
                self.remember(outcome)

    def __len__(self) -> int:
        return len(self._outcomes)

    def turn(self) -> int:
        """The slot of an outcome, each in its turn."""
        self._turn = (self._turn + 1) % len(self._outcomes)
        return self._turn

    def left_out(self, slot: int) -> tuple[Outcome, Values]:
        """An outcome, and what would be told of every head on its prompt without the outcomes of this prompt that came
        one after the other."""
        outcome = self._outcomes[slot]
        values, leverage = self.values(outcome.features), self._leverage(outcome.features)
        for same in self._beside(slot):
            values -= leverage * self._shared * same.alpha
            values[same.head - 1] -= leverage * (1 - self._shared) * same.alpha
        return outcome, values

    def _leverage(self, features: Features) -> float:
        """What a prompt's outcome tells of that prompt alone: about its distance from the mean of those remembered, as
        what all have in common is known from the others."""
        own = features.values - self._sum.take(features.ids) / len(self._outcomes)
        return float(own @ own)

    def _beside(self, slot: int) -> Iterator[Outcome]:
        key = self._outcomes[slot].features.key
        before, after = range(slot, max(slot - REACH, -1), -1), range(slot + 1, min(slot + REACH, len(self._outcomes)))
        for places in (before, after):
            yield from takewhile(lambda one: one.features.key == key, (self._outcomes[place] for place in places))

    def settle(self, rounds: int = 10) -> None:
        """Let every outcome take its step this often, in random order, until the heads are those of ridge
        regression. Milliseconds: for a worker, after many outcomes came at once."""
        for _ in range(rounds):
            for outcome in self._random.sample(self._outcomes, len(self._outcomes)):
                self._step(outcome)

    def outcomes(self) -> Iterator[Outcome]:
        """What is remembered, the oldest first."""
        yield from self._outcomes[self._oldest :]
        yield from self._outcomes[: self._oldest]

    def cross_validated(self, folds: int = 4, rounds: int = 3) -> Iterator[tuple[Outcome, Values, int]]:
        """Each outcome with what those of the other folds would have told of every head on its prompt, and its fold;
        outcomes of one prompt are in one fold."""
        prompts = list({outcome.features.key for outcome in self._outcomes})
        self._random.shuffle(prompts)
        fold_of = {key: number % folds for number, key in enumerate(prompts)}
        folded = [(outcome, fold_of[outcome.features.key]) for outcome in self.outcomes()]
        for fold in range(folds):
            others = Learner(self._most - 1, self._memory, self._ridge, self._shared)
            others._make_room(len(self._heads) - 1)
            for one, place in folded:
                if place != fold:
                    others.remember(Outcome(one.features, one.head, one.target, one.weight, one.square))
            others.settle(rounds)
            yield from ((one, others.values(one.features), fold) for one, place in folded if place == fold)

    def _step(self, outcome: Outcome) -> None:
        damping = self._ridge / outcome.weight
        missing = outcome.target - self.value(outcome.features, outcome.head) - damping * outcome.alpha
        change = missing / (outcome.square + damping)
        outcome.alpha += change
        self._add(outcome, change)

    def _take_back(self, outcome: Outcome) -> None:
        self._evidence[outcome.head] -= outcome.weight
        self._sum[outcome.features.ids] -= outcome.features.values
        self._add(outcome, -outcome.alpha)

    def _add(self, outcome: Outcome, change: float) -> None:
        ids, values = outcome.features.ids, outcome.features.values
        self._heads[0][ids] += np.float32(change * self._shared) * values
        self._heads[outcome.head][ids] += np.float32(change * (1 - self._shared)) * values

    def _make_room(self, head: int) -> None:
        if head >= self._most:
            raise IndexError(f"head {head} of at most {self._most - 1}")
        while head >= len(self._heads):
            self._heads = np.vstack([self._heads, np.zeros((1, WIDTH), np.float32)])
            self._evidence.append(0.0)
