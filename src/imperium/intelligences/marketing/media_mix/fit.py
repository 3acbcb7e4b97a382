"""Fits adstock, saturation and non-negative effects to past weeks, and says how well it foretells weeks it hasn't seen.

The shapes (decay, half, slope of each channel) come from a random search: each candidate is fitted by least squares to
the earlier weeks and judged on the later ones. The best few together give the forecast, so that no single lucky one
decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imperium.intelligences.marketing.media_mix.design import Floats, adstock, saturated, surroundings
from imperium.intelligences.marketing.media_mix.nnls import nonnegative

DECAYS = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
HALVES = np.array([0.3, 0.6, 1.0, 1.7, 3.0, 6.0])
"""In multiples of a channel's mean spend."""
SLOPES = np.array([0.6, 0.8, 1.0])
CANDIDATES = 1500
KEPT = 20


@dataclass(frozen=True, slots=True)
class Weeks:
    """`spend` (weeks, channels), `outcome` (weeks,), `controls` (weeks, columns), oldest first."""

    spend: Floats
    outcome: Floats
    controls: Floats

    def __len__(self) -> int:
        return len(self.outcome)

    def until(self, week: int) -> Weeks:
        return Weeks(self.spend[:week], self.outcome[:week], self.controls[:week])


@dataclass(frozen=True, slots=True)
class Shapes:
    """Candidates by rows, channels by columns: indices into DECAYS, HALVES and SLOPES."""

    decay: np.ndarray
    half: np.ndarray
    slope: np.ndarray

    def take(self, rows: np.ndarray) -> Shapes:
        return Shapes(self.decay[rows], self.half[rows], self.slope[rows])


class Bank:
    """Every channel's weeks, transformed by every shape, computed once: (channels, decays, halves, slopes, weeks)."""

    def __init__(self, spend: Floats, known: int) -> None:
        self.scale = np.maximum(spend[:known].mean(axis=0), 1e-12)
        relative = spend / self.scale
        lingering = np.stack([adstock(relative, decay) for decay in DECAYS])
        shaped = np.stack([np.stack([saturated(lingering, h, s) for s in SLOPES]) for h in HALVES])
        self.columns: Floats = np.transpose(shaped, (4, 2, 0, 1, 3))

    def media(self, shapes: Shapes) -> Floats:
        """(candidates, weeks, 1 + channels): a level, then each channel."""
        channels = np.arange(self.columns.shape[0])
        chosen = self.columns[channels, shapes.decay, shapes.half, shapes.slope]
        level = np.ones((chosen.shape[0], 1, chosen.shape[2]))
        return np.concatenate([level, chosen], axis=1).transpose(0, 2, 1)


def drawn(random: np.random.Generator, channels: int, count: int = CANDIDATES) -> Shapes:
    size = (count, channels)
    return Shapes(*(random.integers(0, len(grid), size) for grid in (DECAYS, HALVES, SLOPES)))


def solve(media: Floats, free: Floats, outcome: Floats) -> tuple[Floats, Floats]:
    """Effects that can't be negative and free coefficients, for each candidate; `outcome` is (weeks,) or (rows, weeks).

    The free columns are projected out first, which gives the same answer as solving for all of them at once
    (R. Frisch, F. Waugh, Econometrica 1, 1933).
    """
    basis, _ = np.linalg.qr(free)
    target = np.broadcast_to(outcome, media.shape[:2])
    left = media - basis @ (basis.T @ media)
    rest = target - (target @ basis) @ basis.T
    gram = left.transpose(0, 2, 1) @ left
    gram += 1e-9 * np.eye(gram.shape[1]) * np.trace(gram, axis1=1, axis2=2)[:, None, None]
    effects = nonnegative(gram, np.einsum("dwp,dw->dp", left, rest))
    unexplained = target - np.einsum("dwp,dp->dw", media, effects)
    return effects, unexplained @ np.linalg.pinv(free).T


def foretold(media: Floats, free: Floats, effects: Floats, coefficients: Floats) -> Floats:
    """(candidates, weeks)."""
    said: Floats = np.einsum("dwp,dp->dw", media, effects) + coefficients @ free.T
    return said


def wmape(actual: Floats, forecast: Floats) -> float:
    """Sum of absolute errors over the sum of what happened."""
    return float(np.abs(actual - forecast).sum() / np.abs(actual).sum())


def search(weeks: Weeks, judged: int, random: np.random.Generator) -> Shapes:
    """The best candidates: fitted to all but the last `judged` weeks, then judged on all of them by squared error, the
    unseen ones counting as much as the seen."""
    known = len(weeks) - judged
    bank = Bank(weeks.spend, known)
    shapes = drawn(random, weeks.spend.shape[1])
    media, free = bank.media(shapes), surroundings(len(weeks), weeks.controls, known)
    effects, coefficients = solve(media[:, :known], free[:known], weeks.outcome[:known])
    errors = (foretold(media, free, effects, coefficients) - weeks.outcome) ** 2
    score = errors[:, :known].mean(axis=1) + errors[:, known:].mean(axis=1)
    return shapes.take(np.argsort(score)[:KEPT])


def forecast(weeks: Weeks, known: int, random: np.random.Generator, judged: int) -> Floats:
    """What a model of the first `known` weeks says about the rest, given what was spent in them."""
    seen = weeks.until(known)
    shapes = search(seen, judged, random)
    media, free = Bank(weeks.spend, known).media(shapes), surroundings(len(weeks), weeks.controls, known)
    effects, coefficients = solve(media[:, :known], free[:known], seen.outcome)
    said: Floats = foretold(media, free, effects, coefficients).mean(axis=0)[known:]
    return said


def seasonal_naive(outcome: Floats, known: int) -> Floats:
    """The same week a year before; where there is no such week, the mean of the last eight known ones."""
    year = 52
    if known < year:
        return np.full(len(outcome) - known, outcome[max(0, known - 8) : known].mean())
    return outcome[known - year : len(outcome) - year] if len(outcome) - known <= year else _tiled(outcome, known, year)


def _tiled(outcome: Floats, known: int, year: int) -> Floats:
    last = outcome[known - year : known]
    return np.resize(last, len(outcome) - known)
