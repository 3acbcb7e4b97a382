"""The bytes that a Range header means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.cdn.ranges import MOST, parse_ranges


@pytest.mark.parametrize(
    ("header", "spans"),
    [
        ("bytes=0-9", [(0, 10)]),
        ("bytes=90-", [(90, 100)]),
        ("bytes=-10", [(90, 100)]),
        ("bytes=-1000", [(0, 100)]),
        ("bytes=95-1000", [(95, 100)]),
        ("Bytes = 0-0", [(0, 1)]),
        ("bytes=0-9,20-29", [(0, 10), (20, 30)]),
        ("bytes=20-29,0-9", [(20, 30), (0, 10)]),
        ("bytes=0-9,5-14,15-19", [(0, 20)]),
        ("bytes=0-9, ,90-,500-600", [(0, 10), (90, 100)]),
        ("bytes=100-", []),
        ("bytes=-0", []),
        ("items=0-9", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=9-0", None),
        ("bytes=a-b", None),
        ("bytes=٣-٤", None),
        ("bytes=+1-2", None),
        ("bytes", None),
        ("bytes=" + ",".join(f"{n}-{n}" for n in range(MOST + 1)), None),
    ],
)
def test_what_a_header_means_for_a_hundred_bytes(header: str, spans: list[tuple[int, int]] | None) -> None:
    assert parse_ranges(header, 100) == spans


numbers = st.one_of(st.just(""), st.integers(0, 120).map(str))


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=12))
def test_exactly_the_bytes_asked_for_are_sent_each_once(wanted: list[tuple[str, str]]) -> None:
    spans = parse_ranges("bytes=" + ",".join(f"{first}-{last}" for first, last in wanted), 100)
    if spans is None:
        assert any(part == ("", "") or (part[0] and part[1] and int(part[0]) > int(part[1])) for part in wanted)
        return
    sent = [byte for first, end in spans for byte in range(first, end)]
    assert len(sent) == len(set(sent))
    assert set(sent) == {byte for byte in range(100) if any(_holds(first, last, byte) for first, last in wanted)}


def _holds(first: str, last: str, byte: int) -> bool:
    """Whether `first-last` of a hundred bytes means this one."""
    if not first:
        return byte >= 100 - int(last)
    return int(first) <= byte <= (int(last) if last else 99)


@given(st.text(max_size=40), st.integers(0, 10**12))
def test_no_header_breaks_it(header: str, size: int) -> None:
    for span in parse_ranges(header, size) or ():
        assert 0 <= span[0] < span[1] <= size
