"""What a request may declare, and what is said when it is nonsense."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.wish import NO_WISH, Wish, read_wish
from imperium.platform.errors import InvalidInput


def test_nothing_declared() -> None:
    assert read_wish({}) is NO_WISH
    assert read_wish({"x-imperium-other": "1"}, {}) is NO_WISH
    assert not NO_WISH.is_declared


def test_headers() -> None:
    headers = {
        "x-imperium-strategy": "cost",
        "x-imperium-quality": "0.95",
        "x-imperium-budget-usd": "0.0125",
        "x-imperium-deadline-ms": "1500",
        "x-imperium-batch": "true",
        "x-imperium-explore": "1",
    }
    assert read_wish(headers) == Wish("cost", 0.95, 12_500, 1.5, True, True)


def test_the_body_goes_before_the_headers() -> None:
    body = {"strategy": "latency", "budget_usd": 0.1, "batch": False}
    assert read_wish({"x-imperium-strategy": "cost"}, body) == Wish("latency", None, 100_000, None, False)


def test_only_what_says_which_model_is_a_declaration() -> None:
    assert not Wish(batch=True, explore=True).is_declared
    assert Wish(quality=0.9).is_declared


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("strategy", "fastest"),
        ("strategy", 7),
        ("quality", 0),
        ("quality", 1.5),
        ("quality", "much"),
        ("quality", True),
        ("quality", "nan"),
        ("budget_usd", -1),
        ("budget_usd", "1e99"),
        ("budget_usd", [1]),
        ("deadline_ms", "inf"),
        ("deadline_ms", 86_400_001),
        ("batch", "perhaps"),
        ("explore", 2),
        ("qualty", 0.9),
    ],
)
def test_nonsense_is_refused_with_field_and_remedy(field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_wish({}, {field: value})
    assert caught.value.field == f"imperium.{field}"
    assert caught.value.remedy


def test_a_wrong_header_is_named_as_it_was_sent() -> None:
    with pytest.raises(InvalidInput, match=r"x-imperium-budget-usd must be US dollars"):
        read_wish({"x-imperium-budget-usd": "cheap"})


def test_the_body_field_must_be_an_object() -> None:
    with pytest.raises(InvalidInput, match="an object"):
        read_wish({}, "cost")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from(["strategy", "quality", "budget_usd", "deadline_ms", "batch"]), json_values)
    | json_values
)
def test_any_body_is_read_or_refused(body: Any) -> None:
    try:
        wish = read_wish({}, body)
    except InvalidInput:
        return
    assert wish.quality is None or 0 < wish.quality <= 1
    assert wish.budget_micro_usd is None or wish.budget_micro_usd >= 1
    assert wish.deadline_s is None or wish.deadline_s > 0
