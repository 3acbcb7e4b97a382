import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.review.fusion.confidence import (
    Calibration,
    confidence,
    expected_calibration_error,
    features,
    noisy_or,
    shipped,
)
from imperium.review.fusion.precision import Counts, Measured, Precisions, measured
from support.findings import claim

votes = st.dictionaries(st.sampled_from(["taint", "bandit", "rules"]), st.floats(0.01, 0.99), min_size=1)


@given(votes, st.floats(0, 1))
def test_a_probability_whatever_was_voted(cast: dict[str, float], strength: float) -> None:
    for calibration in (None, shipped()):
        assert 0 < confidence(cast, strength, calibration) < 1


def test_without_a_calibration_votes_are_independent_witnesses() -> None:
    assert confidence({"a": 0.5, "b": 0.5}, 0.9, None) == pytest.approx(0.75)
    assert noisy_or([]) == 0


def test_a_calibration_is_a_logistic_regression() -> None:
    calibration = Calibration(0.0, (1.0, 0.0, 0.0, 0.0), "a test", 1, 0.0)
    assert confidence({"a": 0.8}, 0.5, calibration) == pytest.approx(0.8)
    assert len(features({"a": 0.8}, 0.5)) == len(calibration.weights)


def test_the_error_is_the_distance_between_said_and_came_true() -> None:
    assert expected_calibration_error([0.75, 0.75, 0.75, 0.75], [True, True, True, False]) == 0
    assert expected_calibration_error([0.9, 0.9], [False, False]) == pytest.approx(0.9)


def test_a_rules_precision_moves_from_its_schools_to_its_own() -> None:
    few = Precisions(Measured({"taint": 0.5}, {"taint/python/sql_injection": Counts(1, 1)}))
    many = Precisions(Measured({"taint": 0.5}, {"taint/python/sql_injection": Counts(96, 96)}))
    assert few.of(claim()).mean == pytest.approx(4 / 7)
    assert many.of(claim()).mean == pytest.approx(99 / 102)
    assert few.of(claim(rule="never measured")).mean == 0.5


def test_peoples_verdicts_count_as_cases() -> None:
    own = Precisions(Measured({"taint": 0.5}, {}), {"taint/python/sql_injection": Counts(0, 6, "your verdicts")})
    found = own.of(claim())
    assert (found.mean, found.seen, found.on) == (pytest.approx(0.25), 6, "your verdicts")


def test_what_ships_can_be_read() -> None:
    assert all(0 < mean < 1 for mean in measured().schools.values())
    assert all(0 <= counts.right <= counts.seen for counts in measured().rules.values())
