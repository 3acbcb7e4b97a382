"""What each channel has brought, with intervals, and the curves that a budget is split by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imperium.intelligences.marketing.media_mix.design import Floats, surroundings
from imperium.intelligences.marketing.media_mix.fit import (
    DECAYS,
    HALVES,
    SLOPES,
    Bank,
    Shapes,
    Weeks,
    drawn,
    foretold,
    solve,
)

DRAWS = 240
BLOCK = 4
"""Weeks that are drawn together, so that a run of good weeks stays one."""


@dataclass(frozen=True, slots=True)
class Draws:
    """Equally likely accounts of the same weeks: shapes, effects (draws, 1 + channels), and contributions (draws,
    channels) in units of the outcome over all the weeks."""

    shapes: Shapes
    effects: Floats
    contributions: Floats
    scale: Floats


def draws(weeks: Weeks, random: np.random.Generator) -> Draws:
    """Shapes in proportion to how well they fit (the likelihood of normal errors), each refitted to weeks whose
    residuals were drawn again in blocks (H. Künsch, "The jackknife and the bootstrap for general stationary
    observations", Annals of Statistics 17, 1989)."""
    bank, free = Bank(weeks.spend, len(weeks)), surroundings(len(weeks), weeks.controls, len(weeks))
    every = drawn(random, weeks.spend.shape[1])
    media = bank.media(every)
    effects, coefficients = solve(media, free, weeks.outcome)
    explained = foretold(media, free, effects, coefficients)
    rows = random.choice(len(explained), DRAWS, p=_likelihood(explained, weeks.outcome))
    redrawn = explained[rows] + _blocks(weeks.outcome - explained[rows], random)
    again, _ = solve(media[rows], free, redrawn)
    contributions = np.einsum("dwp,dp->dp", media[rows], again)[:, 1:]
    return Draws(every.take(rows), again, contributions, bank.scale)


def _likelihood(explained: Floats, outcome: Floats) -> Floats:
    weeks = len(outcome)
    logs = -0.5 * weeks * np.log(((outcome - explained) ** 2).sum(axis=1))
    weights: Floats = np.exp(logs - logs.max())
    shares: Floats = weights / weights.sum()
    return shares


def _blocks(residuals: Floats, random: np.random.Generator) -> Floats:
    """Each row's residuals in another order, block by block; centred."""
    rows, weeks = residuals.shape
    starts = random.integers(0, weeks, (rows, -(-weeks // BLOCK)))
    order = (starts[:, :, None] + np.arange(BLOCK)).reshape(rows, -1)[:, :weeks] % weeks
    mixed: Floats = np.take_along_axis(residuals, order, axis=1)
    centred: Floats = mixed - mixed.mean(axis=1, keepdims=True)
    return centred


def curves(found: Draws, channel: int, most: int) -> list[tuple[float, float, float]]:
    """(top, half, slope) of a channel's weekly curve in so many of the accounts, in units of outcome and money."""
    rows = range(0, len(found.effects), max(1, len(found.effects) // most))
    return [
        (
            float(found.effects[row, channel + 1]),
            float(HALVES[found.shapes.half[row, channel]] * found.scale[channel]),
            float(SLOPES[found.shapes.slope[row, channel]]),
        )
        for row in rows
    ]


def decays(found: Draws, channel: int) -> Floats:
    """The decay of a channel in every account."""
    kept: Floats = DECAYS[found.shapes.decay[:, channel]]
    return kept
