import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.marketing.experiments import sample_size, smallest_lift, trial


@pytest.mark.parametrize(
    ("baseline", "changed", "people"),
    [(0.05, 0.06, 8_158), (0.10, 0.12, 3_841), (0.02, 0.03, 3_826), (0.5, 0.6, 388)],
)
def test_published_sample_sizes(baseline: float, changed: float, people: int):
    """Of tables and calculators for two proportions, 5 % two-sided, power 80 %, without continuity correction."""
    assert abs(sample_size(baseline, changed) - people) <= 2


@given(st.floats(0.005, 0.4), st.floats(0.05, 1.0))
def test_a_larger_lift_needs_fewer_people(baseline: float, lift: float):
    assert trial(baseline, lift).people >= trial(baseline, lift * 1.1).people


@given(st.floats(0.005, 0.4), st.integers(10, 100_000))
def test_the_smallest_lift_is_one_that_the_people_can_show(baseline: float, people: int):
    lift = smallest_lift(baseline, people)
    if lift is not None:
        assert trial(baseline, lift).people <= people


def test_the_promised_power_is_kept():
    """Two thousand trials of the planned size find the planned change about four times in five."""
    chance, people = random.Random(7), trial(0.2, 0.5).people
    found = 0
    for _ in range(2_000):
        a = sum(chance.random() < 0.2 for _ in range(people)) / people
        b = sum(chance.random() < 0.3 for _ in range(people)) / people
        pooled = (a + b) / 2
        spread = (pooled * (1 - pooled) * 2 / people) ** 0.5
        found += spread > 0 and abs(a - b) / spread > 1.959964
    assert 0.76 < found / 2_000 < 0.84
