"""What a pool can do: cost and quality of choosing by prompt at each worth, and of each fixed model, as they came out.

Whatever is chosen from here is never worse on these outcomes than the best mix of two fixed models, which is one of the
choices: a mix of two points of the upper hull reaches any quality between theirs at the least cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from imperium.models.gain.priced import Option, Request, choose

Rule: TypeAlias = int | str
"""A worth in micro-USD to choose by, or the model that is always asked."""
WORTHS = tuple(round(10 ** (exponent / 10)) for exponent in range(10, 61))
"""From 10 micro-USD for a right answer to one USD, ten a decade."""


class Seen(Struct, frozen=True):
    """A request with what was expected of its options without it, and the rewards that became known."""

    options: Request
    rewards: Mapping[str, float]


class Point(Struct, frozen=True):
    """What a rule came to: mean cost (micro-USD) and mean reward (0–1)."""

    rule: Rule
    cost_micro: float
    quality: float


class Mix(Struct, frozen=True):
    """Two rules by lot: `second` for this share (0–1) of the requests."""

    first: Rule
    second: Rule
    share: float

    def draw(self, random: Random) -> Rule:
        return self.second if random.random() < self.share else self.first


def follow(rule: Rule, options: Request) -> Option:
    """What a rule asks. A fixed model that isn't among the options is replaced by the likeliest."""
    if isinstance(rule, int):
        return choose(options, rule)
    named = [option for option in options if option.model == rule]
    return named[0] if named else max(options, key=lambda option: option.chance)


def points(seen: Sequence[Seen], worths: Sequence[int] = WORTHS) -> list[Point]:
    """Every fixed model, and choosing at every worth. All requests have the same models."""
    rules: list[Rule] = [option.model for option in seen[0].options]
    return [_point(rule, seen) for rule in [*rules, *worths]]


def best_quality(seen: Sequence[Seen]) -> float:
    """What the best fixed model is worth. The highest mean is as much luck as quality: it is drawn towards that of all
    models by the share of chance in what sets them apart (James and Stein, 1961)."""
    rewards = np.array([[one.rewards[model] for model in seen[0].rewards] for one in seen])
    means, mean = rewards.mean(axis=0), float(rewards.mean())
    chance = float((rewards - rewards.mean(axis=1, keepdims=True)).var(axis=0).mean()) / len(seen)
    luck = min(1.0, chance / max(float(means.var()), 1e-12))
    return mean + (1 - luck) * (float(means.max()) - mean)


def cheapest(found: Sequence[Point], quality: float) -> Mix:
    """The mix of two rules that reaches this quality at the least cost; the best rule when none does."""
    hull = frontier(found)
    for below, above in pairwise(hull):
        if below.quality <= quality < above.quality:
            return Mix(below.rule, above.rule, (quality - below.quality) / (above.quality - below.quality))
    end = hull[0] if quality < hull[0].quality else hull[-1]
    return Mix(end.rule, end.rule, 0.0)


def frontier(found: Sequence[Point]) -> list[Point]:
    """The upper hull, from the cheapest point to the best one."""
    hull: list[Point] = []
    for point in sorted(found, key=lambda p: (p.cost_micro, -p.quality)):
        if hull and point.quality <= hull[-1].quality:
            continue
        while len(hull) > 1 and _slope(hull[-2], hull[-1]) <= _slope(hull[-2], point):
            hull.pop()
        hull.append(point)
    return hull


def _slope(low: Point, high: Point) -> float:
    return (high.quality - low.quality) / max(high.cost_micro - low.cost_micro, 1e-9)


def _point(rule: Rule, seen: Sequence[Seen]) -> Point:
    chosen = [follow(rule, one.options) for one in seen]
    quality = sum(one.rewards[option.model] for one, option in zip(seen, chosen, strict=True))
    return Point(rule, sum(option.cost_micro for option in chosen) / len(seen), quality / len(seen))
