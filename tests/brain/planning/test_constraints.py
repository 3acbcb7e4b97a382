"""Lengths of time as people write them, and what may be used."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.brain.constraints import Constraints, parse_timeline
from imperium.platform.capability import Resources
from imperium.platform.errors import InvalidInput

DAY = 86_400


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 days", 30 * DAY),
        ("2 weeks", 14 * DAY),
        ("a month", 30 * DAY),
        ("one quarter", 91 * DAY),
        ("90s", 90),
        ("1.5 hours", 5_400),
        ("1 hour 30 minutes", 5_400),
        ("2 days, 4 hours and 5 min", 2 * DAY + 4 * 3_600 + 300),
        ("1h30m", 5_400),
        ("PT2H", 7_200),
        ("P1DT12H", 1.5 * DAY),
        ("p2w", 14 * DAY),
    ],
)
def test_a_timeline_is_read(text: str, seconds: float):
    assert parse_timeline(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text", ["", "soon", "30", "days", "0 days", "-3 days", "PT", "P", "11 years", "3 moons", "1 d x"]
)
def test_what_is_no_length_of_time_is_refused_with_the_forms_that_are(text: str):
    with pytest.raises(InvalidInput) as refused:
        parse_timeline(text)
    assert refused.value.field == "constraints.timeline"
    assert refused.value.extra["value"] == text
    assert "30 days" in (refused.value.remedy or "")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str):
    with suppress(InvalidInput):
        assert parse_timeline(text) > 0


@given(st.integers(1, 3_000), st.sampled_from(["seconds", "minutes", "hours", "days"]))
def test_longer_amounts_are_longer(amount: int, unit: str):
    assert parse_timeline(f"{amount} {unit}") < parse_timeline(f"{amount + 1} {unit}")


def test_what_may_be_used_is_what_is_allowed_and_here():
    here = Resources(cpu=4, memory_mb=8_000, gpu=0)
    assert Constraints().within(here) == here
    assert Constraints(cpu=64, gpu=4).within(here) == here
    assert Constraints(cpu=1, memory_mb=100).within(here) == Resources(cpu=1, memory_mb=100, gpu=0)
