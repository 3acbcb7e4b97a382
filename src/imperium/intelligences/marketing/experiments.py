"""Tests of two versions: how many people each needs, and whether the traffic at hand can give them in time.

Sample size of a two-sided test of two proportions with equal arms (J. Fleiss, B. Levin, M. Paik, "Statistical methods
for rates and proportions", 3rd ed. 2003, chapter 4, without continuity correction).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

SIGNIFICANCE = 0.05
POWER = 0.8


@dataclass(frozen=True, slots=True)
class Trial:
    """`baseline` is the rate of version A, `lift` the relative change that must not be missed, `people` how many each
    version needs."""

    baseline: float
    lift: float
    people: int


def sample_size(baseline: float, changed: float, significance: float = SIGNIFICANCE, power: float = POWER) -> int:
    """People in each arm so that a change from one rate to the other is found with that power; rates within (0, 1)."""
    normal = NormalDist()
    pooled = (baseline + changed) / 2
    under_null = normal.inv_cdf(1 - significance / 2) * sqrt(2 * pooled * (1 - pooled))
    under_change = normal.inv_cdf(power) * sqrt(baseline * (1 - baseline) + changed * (1 - changed))
    return ceil(((under_null + under_change) / (changed - baseline)) ** 2)


def trial(baseline: float, lift: float) -> Trial:
    """The trial that finds a relative lift of that size."""
    return Trial(baseline, lift, sample_size(baseline, min(baseline * (1 + lift), 1 - 1e-9)))


def smallest_lift(baseline: float, people: int) -> float | None:
    """The smallest relative lift, in steps of 5 %, that so many people in each arm can show; None where not even a
    tripled rate would."""
    lifts = (step / 100 for step in range(5, 205, 5))
    return next((lift for lift in lifts if baseline * (1 + lift) < 1 and trial(baseline, lift).people <= people), None)
