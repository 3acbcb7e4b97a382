"""Which coding a reader gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.cdn.conditions import has_it, is_another, may_be_in_parts
from imperium.cdn.encoding import negotiated


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("zstd;q=0.1, gzip;q=0.9", "gzip"),
        ("GZIP", "gzip"),
        ("*", "zstd"),
        ("*, zstd;q=0", "gzip"),
        ("gzip;q=0", None),
        ("*;q=0", None),
        ("identity", None),
        ("br", None),
        ("", None),
        (None, None),
        ("gzip;q=2", None),
        ("gzip;level=9", None),
    ],
)
def test_the_best_liked_of_ours_is_taken(accepted: str | None, coding: str | None) -> None:
    assert negotiated(accepted) == coding


@given(st.text(max_size=60))
def test_no_header_breaks_it(header: str) -> None:
    assert negotiated(header) in (None, "zstd", "gzip")
    has_it(header, '"a"')
    is_another(header, '"a"')


def test_tags_are_compared_weakly_for_what_is_kept_and_strongly_for_parts() -> None:
    assert has_it('"x", W/"a"', '"a"')
    assert has_it("*", '"a"')
    assert not has_it('"x"', '"a"')
    assert not has_it(None, '"a"')
    assert may_be_in_parts('"a"', '"a"')
    assert may_be_in_parts(None, '"a"')
    assert not may_be_in_parts('W/"a"', '"a"')
    assert not may_be_in_parts('W/"a"', 'W/"a"')
    assert not may_be_in_parts("Wed, 21 Oct 2026 07:28:00 GMT", '"a"')
    assert is_another('W/"a"', '"a"')
    assert not is_another('"b", "a"', '"a"')
    assert not is_another("*", '"a"')
