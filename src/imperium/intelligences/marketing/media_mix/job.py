"""The model of one history, computed in a worker process: how well it foretells, what each channel brought."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from imperium.intelligences.marketing.media_mix import effects
from imperium.intelligences.marketing.media_mix.design import Floats
from imperium.intelligences.marketing.media_mix.fit import Weeks, forecast, seasonal_naive, wmape

HELD_OUT = 26
INTERVAL = (0.05, 0.5, 0.95)
CURVES = 20
"""Accounts whose curves stand for all of them when a budget is split."""


def model(job: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """`test` (errors on the last weeks, unseen) and `channels` (contribution, return, 90 % intervals, weekly curves).

    `job` holds `channels`, `spend`, `outcome`, `controls` as `History.as_job` gives them, and a `seed`.
    """
    weeks = _weeks(job)
    random = np.random.default_rng(job["seed"])
    report(0.1, "tests the model on weeks it hasn't seen")
    test = _test(weeks, random)
    report(0.5, "fits the model to all weeks")
    found = effects.draws(weeks, random)
    return {"test": test, "channels": [_channel(weeks, found, i, name) for i, name in enumerate(job["channels"])]}


def _weeks(job: dict[str, Any]) -> Weeks:
    outcome = np.array(job["outcome"], dtype=float)
    controls = np.array(job["controls"], dtype=float).reshape(len(outcome), -1)
    spread = controls.std(axis=0)
    return Weeks(np.array(job["spend"], dtype=float), outcome, controls[:, spread > 0] / spread[spread > 0])


def _test(weeks: Weeks, random: np.random.Generator) -> dict[str, Any]:
    held = HELD_OUT if len(weeks) >= 3 * HELD_OUT else len(weeks) // 4
    known = len(weeks) - held
    actual = weeks.outcome[known:]
    if not actual.any():
        return {"weeks": held, "model_wmape": None, "seasonal_naive_wmape": None}
    said = forecast(weeks, known, random, max(8, min(held, known // 4)))
    return {
        "weeks": held,
        "model_wmape": round(wmape(actual, said), 4),
        "seasonal_naive_wmape": round(wmape(actual, seasonal_naive(weeks.outcome, known)), 4),
    }


def _channel(weeks: Weeks, found: effects.Draws, index: int, name: str) -> dict[str, Any]:
    spent = float(weeks.spend[:, index].sum())
    brought = found.contributions[:, index]
    return {
        "channel": name,
        "spent": spent,
        "mean_week": spent / len(weeks),
        "share_of_outcome": _interval(brought / max(float(weeks.outcome.sum()), 1e-12)),
        "per_unit": _interval(brought / spent) if spent else None,
        "carry_over": _interval(effects.decays(found, index)),
        "curves": effects.curves(found, index, CURVES) if spent else [],
    }


def _interval(values: Floats) -> list[float]:
    """5 %, median, 95 %."""
    return [float(f"{value:.4g}") for value in np.quantile(values, INTERVAL)]
