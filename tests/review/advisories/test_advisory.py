"""Which versions an advisory covers, and where it is fixed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.review.advisories.advisory import Affected, covers, fixed_in
from imperium.review.advisories.ecosystem import ecosystems

PYPI = ecosystems()["pypi"]
TWO_LINES = Affected(
    "PyPI",
    "thing",
    ((("introduced", "1.0"), ("fixed", "1.4.2"), ("introduced", "2.0"), ("fixed", "2.1")),),
    ("0.5b1", "weird-build"),
)


@pytest.mark.parametrize("version", ["1.0", "1.4.1", "2.0", "2.0.9", "0.5b1", "0.5.b1", "weird-build"])
def test_affected(version: str) -> None:
    assert covers(TWO_LINES, version, PYPI)


@pytest.mark.parametrize("version", ["0.9", "1.4.2", "1.9", "2.0rc1", "2.1", "other-build"])
def test_not_affected(version: str) -> None:
    assert not covers(TWO_LINES, version, PYPI)


def test_the_order_of_events_in_the_file_does_not_matter() -> None:
    shuffled = Affected("PyPI", "thing", (TWO_LINES.ranges[0][::-1],))
    assert covers(shuffled, "2.0.5", PYPI)
    assert not covers(shuffled, "1.5", PYPI)


def test_last_affected_is_affected() -> None:
    until = Affected("PyPI", "thing", ((("introduced", "0"), ("last_affected", "1.2")),))
    assert covers(until, "0.0.1", PYPI)
    assert covers(until, "1.2", PYPI)
    assert not covers(until, "1.2.1", PYPI)


def test_the_next_fix_is_named() -> None:
    assert fixed_in(TWO_LINES, "1.1", PYPI) == "1.4.2"
    assert fixed_in(TWO_LINES, "2.0", PYPI) == "2.1"
    assert fixed_in(TWO_LINES, "3.0", PYPI) is None


@given(st.lists(st.integers(1, 40), min_size=2, max_size=8, unique=True), st.integers(0, 41))
def test_ranges_agree_with_counting(points: list[int], version: int) -> None:
    """Sorted events that alternate: a version is inside when an odd number of them lies at or below it."""
    kinds = ("introduced", "fixed")
    events = tuple((kinds[index % 2], str(point)) for index, point in enumerate(sorted(points)))
    inside = sum(point <= version for point in points) % 2 == 1
    assert covers(Affected("PyPI", "thing", (events,)), str(version), PYPI) is inside
