"""The columns that explain a week's outcome: spend that lingers and saturates, season, trend, other figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WEEKS_A_YEAR = 365.25 / 7
HARMONICS = 2
SEASON_FROM = 1.5
"""Years of weeks from which a season can be told from a trend."""


def adstock(spend: Floats, decay: float) -> Floats:
    """Spend that lingers: a_t = (1 - decay)·x_t + decay·a_(t-1), so that a steady spend keeps its size.

    Weeks come first; shape as given. (S. Broadbent, "One way TV advertisements work", Journal of the Market Research
    Society 21, 1979.)
    """
    lingering = np.empty_like(spend)
    carried = spend[0]
    for week in range(len(spend)):
        carried = (1 - decay) * spend[week] + decay * carried
        lingering[week] = carried
    return lingering


def saturated(spend: Floats, half: float, slope: float) -> Floats:
    """The Hill function with a top of 1."""
    u: Floats = (np.maximum(spend, 0.0) / half) ** slope
    return u / (1 + u)


def surroundings(weeks: int, controls: Floats, known: int) -> Floats:
    """Trend, season and controls of so many weeks, (weeks, columns), of which the first `known` are fitted to.

    The columns are free to push either way. Their coefficients are found together with the media's.
    """
    when = np.arange(weeks) / WEEKS_A_YEAR
    columns = [when]
    if known >= SEASON_FROM * WEEKS_A_YEAR:
        columns += [wave(2 * np.pi * k * when) for k in range(1, HARMONICS + 1) for wave in (np.sin, np.cos)]
    free: Floats = np.column_stack([*columns, controls])
    centred: Floats = free - free[:known].mean(axis=0)
    return centred
