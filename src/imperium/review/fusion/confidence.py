"""The probability that a finding is right, from who says so and how often they are.

A logistic regression over four figures of the votes, one a school: fitted on findings whose truth is known and shipped
as `calibration.json` with what it was fitted on. Without that file the votes are joined by noisy-or, which assumes
independent voters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp, log, log1p, prod

import msgspec
from msgspec import Struct

MOST, LEAST = 0.995, 0.005


class Calibration(Struct, frozen=True, forbid_unknown_fields=True):
    """Weights of `features`, in their order, after the intercept; and what they were fitted on."""

    intercept: float
    weights: tuple[float, ...]
    fitted_on: str
    cases: int
    expected_calibration_error: float


def features(votes: Mapping[str, float], strength: float) -> tuple[float, ...]:
    """Of the precision that each school's vote has: the log-odds of the best one, of their noisy-or, the logarithm of
    how many there are; and how sure the surest voter is of this place."""
    best, joined = max(votes.values()), noisy_or(votes.values())
    return (_log_odds(best), _log_odds(joined), log1p(len(votes) - 1), strength)


def noisy_or(votes: Iterable[float]) -> float:
    """The probability that at least one of independent voters is right."""
    return 1 - prod(1 - vote for vote in votes)


def confidence(votes: Mapping[str, float], strength: float, calibration: Calibration | None) -> float:
    """The probability, within 0.005 and 0.995."""
    if calibration is None:
        return min(max(noisy_or(votes.values()), LEAST), MOST)
    score = calibration.intercept + sum(
        weight * value for weight, value in zip(calibration.weights, features(votes, strength), strict=True)
    )
    return min(max(1 / (1 + exp(-score)), LEAST), MOST)


def expected_calibration_error(predicted: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """The mean distance between what was said and what came true, over equally wide bins weighed by their size."""
    error = 0.0
    for number in range(bins):
        inside = [i for i, p in enumerate(predicted) if min(int(p * bins), bins - 1) == number]
        if inside:
            said = sum(predicted[i] for i in inside) / len(inside)
            came = sum(right[i] for i in inside) / len(inside)
            error += abs(said - came) * len(inside) / len(predicted)
    return error


@cache
def shipped() -> Calibration | None:
    """The calibration that ships, if one does."""
    file = files("imperium.review").joinpath("calibration.json")
    return msgspec.json.decode(file.read_bytes(), type=Calibration) if file.is_file() else None


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 0.01), 0.99)
    return log(bounded / (1 - bounded))
