"""Estimates start from what a capability says of itself and go to what really comes."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.brain.estimates import Estimates, Observation, read_window

SECONDS, MONEY = st.floats(0, 1e6), st.integers(0, 10**9)


def observed(seconds: float, real: float, cost: int = 0, real_cost: int = 0, succeeded: bool = True) -> Observation:
    return Observation("draw", seconds, cost, real, real_cost, succeeded)


def taught(*observations: Observation) -> Estimates:
    estimates = Estimates()
    for observation in observations:
        estimates.observe(observation)
    return estimates


def test_without_experience_the_capability_is_believed_with_room_on_both_sides():
    duration = Estimates().duration("draw", 10)
    assert duration.likely == pytest.approx(10)
    assert duration.optimistic < 10 < duration.pessimistic


def test_what_takes_three_times_as_long_is_expected_to():
    estimates = taught(*[observed(10, 30)] * 20)
    assert estimates.duration("draw", 10).likely == pytest.approx(30, rel=0.06)
    assert estimates.duration("draw", 10).pessimistic < 3 * 30


def test_every_run_brings_the_estimate_nearer():
    estimates, before = Estimates(), 10.0
    for _ in range(6):
        estimates.observe(observed(10, 40))
        likely = estimates.duration("draw", 10).likely
        assert before <= likely <= 41
        before = likely
    assert before > 33


def test_a_first_run_that_hangs_is_not_believed():
    assert taught(observed(10, 36_000)).duration("draw", 10).likely < 10 * 16


def test_one_run_that_hangs_moves_nothing_much():
    steady = [observed(10, 10)] * 20
    before, after = taught(*steady), taught(*steady, observed(10, 36_000))
    assert after.duration("draw", 10).likely == pytest.approx(before.duration("draw", 10).likely, rel=0.02)
    assert after.duration("draw", 10).pessimistic < 2 * before.duration("draw", 10).pessimistic


def test_sizes_are_told_apart_and_a_new_one_starts_from_the_others():
    small, large = [observed(1, 2)] * 10, [observed(64, 32)] * 10
    estimates = taught(*small, *large)
    assert estimates.duration("draw", 1).likely == pytest.approx(2, rel=0.1)
    assert estimates.duration("draw", 64).likely == pytest.approx(32, rel=0.1)
    only_small = taught(*small)
    assert only_small.duration("draw", 64).likely == pytest.approx(128, rel=0.1)
    assert only_small.duration("film", 64).likely == pytest.approx(64)


def test_the_pessimistic_time_covers_most_of_what_comes():
    random = Random(1)
    estimates, inside = Estimates(), 0
    for round_ in range(300):
        real = 10 * random.lognormvariate(0.3, 0.4)
        expected = estimates.duration("draw", 10)
        inside += round_ >= 100 and expected.optimistic <= real <= expected.pessimistic
        estimates.observe(observed(10, real))
    assert 0.65 <= inside / 200 <= 0.95  # between the deciles lie eight of ten
    accuracy = estimates.overview()[0]
    assert accuracy["observed"] == 300
    assert float(str(accuracy["estimate_off_by"])) < float(str(accuracy["declared_off_by"]))


def test_what_costs_nothing_stays_free_and_what_turns_out_dearer_is_foreseen():
    assert taught(*[observed(1, 1)] * 5).cost("draw", 1, 0).pessimistic == 0
    dearer = taught(*[observed(1, 1, cost=100, real_cost=250)] * 10).cost("draw", 1, 100)
    assert dearer.likely == pytest.approx(250, rel=0.1)
    surprising = taught(*[observed(1, 1, cost=0, real_cost=40)] * 10).cost("draw", 1, 0)
    assert surprising.likely == pytest.approx(40, rel=0.3)


def test_failures_count_against_reliability_and_not_against_time():
    estimates = taught(*[observed(10, 10)] * 5, *[observed(10, 0.1, succeeded=False)] * 5)
    assert estimates.reliability("draw") == (10, 5)
    assert estimates.duration("draw", 10).likely == pytest.approx(10)


def test_what_is_recalled_is_what_was_kept():
    estimates = Estimates()
    rows = [window.as_row() for _ in range(9) for window in estimates.observe(observed(10, 25, 5, 9))]
    again = Estimates()
    again.recall(read_window(row) for row in rows)
    assert again.duration("draw", 10) == estimates.duration("draw", 10)
    assert again.usual_seconds("draw") == pytest.approx(25)
    assert again.overview() == estimates.overview()


@given(
    st.lists(
        st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(0, 10**9), st.integers(0, 10**9)), max_size=30
    ),
    st.floats(0, 1e6),
    st.integers(0, 10**9),
)
def test_points_are_always_in_order(seen: list[tuple[float, float, int, int]], seconds: float, cost: int):
    estimates = taught(*(observed(*one) for one in [(a, b, c, d) for a, b, c, d in seen]))
    duration, money = estimates.duration("draw", seconds), estimates.cost("draw", seconds, cost)
    assert 0 < duration.optimistic <= duration.likely <= duration.pessimistic
    assert 0 <= money.optimistic <= money.likely <= money.pessimistic
