"""Computing with constants."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.analysis.interpreter.folding import BINARY, COMPARISONS, LENGTH, OPERATIONS, compute
from imperium.analysis.interpreter.values import UNSET

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary())


@pytest.mark.parametrize(
    ("operator", "left", "right", "found"),
    [
        ("+", 1, 2, 3),
        ("+", "a", 1, "a1"),
        ("-", 7 * 42, 86, 208),
        ("/", 6, 3, 2),
        ("/", 1, 2, 0.5),
        ("/", 1, 0, UNSET),
        ("**", 9, 9**9, UNSET),
        ("<<", 1, 10**9, UNSET),
        ("*", "a", LENGTH, UNSET),
    ],
)
def test_operators(operator: str, left: Any, right: Any, found: Any) -> None:
    assert compute(BINARY[operator], left, right) is found or compute(BINARY[operator], left, right) == found


@given(st.sampled_from(sorted(BINARY)), SCALARS, SCALARS)
def test_no_operator_breaks_or_grows_without_bound(operator: str, left: Any, right: Any) -> None:
    found = compute(BINARY[operator], left, right)
    assert found is UNSET or not isinstance(found, (str, bytes)) or len(found) <= 2 * LENGTH


@given(st.sampled_from(sorted(OPERATIONS)), st.lists(SCALARS, max_size=3))
def test_no_operation_breaks(operation: str, operands: list[Any]) -> None:
    compute(OPERATIONS[operation], *operands)


@given(st.sampled_from(["==", "!=", "<", "in"]), st.text(), st.text())
def test_texts_compare_as_they_do_in_python(operator: str, left: str, right: str) -> None:
    meant = {"==": left == right, "!=": left != right, "<": left < right, "in": left in right}[operator]
    assert compute(COMPARISONS[operator], left, right) is meant


@pytest.mark.parametrize(
    ("operation", "operands", "found"),
    [
        ("split", ("a b",), ("a", "b")),
        ("charAt", ("ABC", 1), "B"),
        ("substring", ("abcdef", 1, 3), "bc"),
        ("length", ("abc",), 3),
        ("replace", ("aa", "a", "b"), "bb"),
        ("integer", ("x",), UNSET),
        ("b64decode", (b"YQ==",), b"a"),
    ],
)
def test_operations(operation: str, operands: tuple[Any, ...], found: Any) -> None:
    assert compute(OPERATIONS[operation], *operands) == found
