import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.review.fusion.agreement import consistency, krippendorff_alpha


def test_krippendorffs_own_example_of_two_values() -> None:
    """Table of ten units rated by two observers (Krippendorff 2011, section A): alpha is 0.095."""
    first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    units = [{"a": bool(a), "b": bool(b)} for a, b in zip(first, second, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.095, abs=0.0005)


def test_full_agreement_is_one_and_nothing_to_compare_is_none() -> None:
    assert krippendorff_alpha([{"a": True, "b": True}, {"a": False, "b": False}]) == 1
    assert krippendorff_alpha([{"a": True}, {"b": False}]) is None
    assert krippendorff_alpha([{"a": True, "b": True}]) is None


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.booleans()), max_size=12))
def test_alpha_is_never_above_one(units: list[dict[str, bool]]) -> None:
    alpha = krippendorff_alpha(units)
    assert alpha is None or alpha <= 1


def test_consistency_is_the_confirming_part_of_the_eligible_weight() -> None:
    assert consistency({"a": 0.9}, {"a": 0.9, "b": 0.1}) == pytest.approx(0.9)
    assert consistency({"a": 0.9, "stranger": 5.0}, {"a": 0.9}) == 1
    assert consistency({}, {}) == 1
