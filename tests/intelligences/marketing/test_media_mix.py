"""A model of weeks whose truth is known, because they were made."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from imperium.intelligences.marketing.allocation import allocate
from imperium.intelligences.marketing.currency import currency
from imperium.intelligences.marketing.media_mix.design import adstock, saturated
from imperium.intelligences.marketing.media_mix.effects import draws
from imperium.intelligences.marketing.media_mix.fit import Weeks, forecast, seasonal_naive, wmape
from imperium.intelligences.marketing.media_mix.history import History
from imperium.intelligences.marketing.media_mix.job import model
from imperium.intelligences.marketing.media_mix.nnls import nonnegative
from imperium.intelligences.marketing.media_mix.plan import Modelled, is_trusted, modelled


def world(seed: int, weeks: int = 130, channels: int = 3) -> tuple[Weeks, Any]:
    """Weeks, and what each channel truly brought in all of them."""
    random = np.random.default_rng(seed)
    mean = random.uniform(1e3, 2e4, channels)
    spend = mean * np.exp(0.5 * random.standard_normal((weeks, channels))) * (random.random((weeks, channels)) > 0.15)
    share = random.dirichlet(np.ones(channels)) * random.uniform(0.2, 0.6)
    brought = np.zeros((weeks, channels))
    for j in range(channels):
        lingering = adstock(spend[:, j], random.uniform(0, 0.7))
        shape = saturated(lingering, random.uniform(0.5, 3) * spend[:, j].mean(), random.uniform(0.7, 1))
        brought[:, j] = shape / shape.mean() * share[j] * 1000 / (1 - share.sum())
    when = np.arange(weeks)
    outcome = 1000 * (1 + 0.15 * np.sin(2 * np.pi * when / 52.18)) + 200 * when / weeks + brought.sum(axis=1)
    noisy = outcome + 0.05 * outcome.mean() * random.standard_normal(weeks)
    return Weeks(spend, noisy, np.empty((weeks, 0))), brought.sum(axis=0)


@given(st.integers(0, 10_000), st.integers(1, 6))
@settings(max_examples=30, deadline=None)
def test_no_effect_is_negative_and_none_could_be_better(seed: int, columns: int):
    """The conditions of Kuhn and Tucker: no slope where there is an effect, none upwards where there is none."""
    random = np.random.default_rng(seed)
    design, target = random.random((1, 40, columns)), random.standard_normal((1, 40))
    gram, moment = design.transpose(0, 2, 1) @ design, np.einsum("dwp,dw->dp", design, target)
    found = nonnegative(gram, moment)
    slope = moment - np.einsum("dpq,dq->dp", gram, found)
    assert (found >= 0).all()
    assert (slope <= 1e-3).all()
    assert np.abs(slope[found > 1e-9]).max(initial=0) < 1e-3


def test_a_steady_spend_keeps_its_size():
    assert adstock(np.full(20, 7.0), 0.6) == pytest.approx(7.0)
    assert adstock(np.array([0.0, 1.0, 0.0]), 0.5).tolist() == [0.0, 0.5, 0.25]


def test_weeks_it_has_not_seen_are_foretold_better_than_by_last_year():
    errors = []
    for seed in range(8):
        weeks, _ = world(seed)
        known = len(weeks) - 26
        said = forecast(weeks, known, np.random.default_rng(0), 26)
        errors.append(
            (wmape(weeks.outcome[known:], said), wmape(weeks.outcome[known:], seasonal_naive(weeks.outcome, known)))
        )
    assert sum(mine < naive for mine, naive in errors) >= 7
    assert np.mean([mine for mine, _ in errors]) < 0.08


def test_intervals_hold_the_truth_nine_times_in_ten():
    inside = []
    for seed in range(10):
        weeks, truth = world(100 + seed)
        low, high = np.quantile(draws(weeks, np.random.default_rng(0)).contributions, [0.05, 0.95], axis=0)
        inside += list((low <= truth) & (truth <= high))
    assert 0.75 <= np.mean(inside) <= 1


@pytest.mark.parametrize("known", [20, 52, 60])
def test_the_naive_forecast_is_last_years_week(known: int):
    outcome = np.arange(100.0)
    said = seasonal_naive(outcome, known)
    assert len(said) == 100 - known
    assert said[0] == (outcome[known - 8 : known].mean() if known < 52 else known - 52)


def history(weeks: int = 60, **changes: Any) -> dict[str, Any]:
    random = np.random.default_rng(1)
    start = date(2025, 1, 6)
    rows = []
    for i in range(weeks):
        spend = {"search": float(random.uniform(500, 1500)), "facebook": float(random.uniform(200, 900))}
        outcome = 100 + 0.05 * spend["search"] + 0.02 * spend["facebook"] + float(random.normal(0, 3))
        rows.append({"week": str(start + timedelta(days=7 * i)), "outcome": outcome, "spend": spend})
    return {"weeks": rows, **changes}


def test_the_result_says_how_far_it_can_be_trusted():
    given = History.model_validate(history(120))
    result = model({**given.as_job(), "seed": 0}, lambda fraction, message: None)
    assert result["test"]["weeks"] == 26
    assert is_trusted(result)
    for row in result["channels"]:
        low, middle, high = row["per_unit"]
        assert 0 <= low <= middle <= high
    assert result["channels"][0]["per_unit"][1] > result["channels"][1]["per_unit"][1]


def test_weeks_must_follow_one_another():
    rows = history(50)["weeks"]
    for wrong in (rows[:10] + rows[11:], list(reversed(rows))):
        with pytest.raises(ValidationError, match="seven days"):
            History.model_validate({"weeks": wrong})
    with pytest.raises(ValidationError, match="at least 40"):
        History.model_validate({"weeks": rows[:39]})


def test_a_split_by_the_model_brings_no_less_than_the_shares_until_now():
    given = History.model_validate(history(120))
    result = model({**given.as_job(), "seed": 0}, lambda fraction, message: None)
    followed = modelled(result, {"search": "search", "facebook": "facebook"}, 4, currency("USD"))
    assert isinstance(followed, Modelled)
    total = 6_000_00
    shares = followed.split(total, {})
    assert sum(share.units for share in shares) == total
    assert followed.brings(shares)[1] >= followed.brings(followed.before(total))[1] * 0.999


def test_a_model_that_foretells_worse_than_last_year_is_not_followed():
    assert not is_trusted({"test": {"model_wmape": 0.2, "seasonal_naive_wmape": 0.1}})
    assert not is_trusted({"test": {"model_wmape": None, "seasonal_naive_wmape": None}})


def test_nothing_is_split_by_channels_without_an_effect():
    rows = [{"channel": "search", "curves": [], "mean_week": 0.0}]
    assert modelled({"channels": rows}, {"search": "search"}, 4, currency("USD")) is None
    assert allocate(0, []) == []
