import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.review.claim import SEVERITIES, Severity
from imperium.review.fusion.judgement import fitting, rank
from support.findings import finding


@given(st.sampled_from(SEVERITIES), st.floats(0, 1), st.floats(0, 1))
def test_a_severity_never_rises_and_never_falls_with_more_certainty(severity: Severity, one: float, two: float) -> None:
    less, more = (fitting(severity, sure) for sure in sorted((one, two)))
    assert SEVERITIES.index(severity) <= SEVERITIES.index(more) <= SEVERITIES.index(less)


@pytest.mark.parametrize(("sure", "fits"), [(0.9, "critical"), (0.59, "high"), (0.29, "medium"), (0.0, "medium")])
def test_what_is_doubtful_is_not_called_critical(sure: float, fits: str) -> None:
    assert fitting("critical", sure) == fits


def test_severity_times_probability_comes_first_and_votes_break_ties() -> None:
    critical = finding(severity="critical", confidence=0.4)
    high = finding(severity="high", confidence=0.9)
    low = finding(severity="low", confidence=0.99)
    assert sorted([low, high, critical], key=rank) == [high, critical, low]
    weak, strong = finding(weighted_vote=0.1, borda=9), finding(weighted_vote=0.2, borda=1)
    assert sorted([weak, strong], key=rank) == [strong, weak]
