"""Newer Python is rewritten character by character, and only where it must be."""

from __future__ import annotations

import ast
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.review.backport import parseable

NEWER = [
    'x = f"{a["b"]}"\n',
    'x = f"{a["b"]} and {c["d"]!r:>{"10"}}"\n',
    'x = f\'{"\\n".join(f"{y["é"]}" for y in z)} ü\'\n',
    'x = f"""{a["b"]} {c["""d"""]}"""\n',
    'x = f"{f"{f"{1}"}"}"\n',
    'x = f"a{"b\\"c"}"\n',
]


@pytest.mark.parametrize("text", NEWER)
def test_newer_strings_become_parseable_in_place(text: str):
    older = parseable(text)
    assert older is not None
    ast.parse(older)
    assert len(older) == len(text)
    assert [len(line) for line in older.split("\n")] == [len(line) for line in text.split("\n")]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python knows it")
def test_what_can_not_be_written_older_is_refused():
    assert parseable("type Pair = tuple[int, int]\n") is None


def test_what_parses_already_is_left_alone():
    text = "x = f'{a[\"b\"]}' + 'it\\'s'\n"
    assert parseable(text) == text


@given(st.text(alphabet="f\"'{}\\ab[]\n #", max_size=60))
def test_any_text_is_parseable_in_place_or_refused(text: str):
    older = parseable(text)
    assert older is None or len(older) == len(text)
