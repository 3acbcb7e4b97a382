"""Regular expressions as guards."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.analysis.interpreter.patterns import NEEDS, is_fixed_address, leads_nowhere_else, proven
from imperium.analysis.masks import bit


@pytest.mark.parametrize(
    ("pattern", "kind", "is_proven"),
    [
        ("[a-z]+", "sql_injection", True),
        ("[a-z' ]+", "sql_injection", False),
        ("[a-z' ]+", "path_traversal", True),
        (r"\w+", "path_traversal", True),
        (r"[\w./]+", "path_traversal", False),
        (r"[^;]+", "command_injection", False),
        (".*", "cross_site_scripting", False),
        (r"\d{1,3}(\.\d{1,3}){3}", "command_injection", True),
        (r"\d{1,3}(\.\d{1,3}){3}", "server_side_request_forgery", False),
        ("(", "sql_injection", False),
    ],
)
def test_a_pattern_proves_what_its_characters_can_t_do(pattern: str, kind: str, is_proven: bool) -> None:
    assert bool(proven(pattern, "both") & bit(kind)) is is_proven


@pytest.mark.parametrize(
    ("pattern", "anchored", "holds"),
    [
        ("[a-z]+", "both", True),
        ("[a-z]+", "start", False),
        ("[a-z]+$", "start", True),
        ("[a-z]+$", "none", False),
        (r"\A[a-z]+\Z", "none", True),
        ("^[a-z]+|[0-9]$", "none", False),
    ],
)
def test_a_pattern_has_to_speak_of_the_whole_text(pattern: str, anchored: str, holds: bool) -> None:
    assert bool(proven(pattern, anchored)) is holds  # type: ignore[arg-type]


@given(st.from_regex(r"(\[[a-z0-9'<(/.;-]{1,5}\][+*]?|[a-z'/;]){1,4}", fullmatch=True), st.data())
def test_what_matches_has_none_of_the_characters_of_what_is_proven(pattern: str, data: st.DataObject) -> None:
    try:
        re.compile(pattern)
    except re.error:
        return
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    kinds = proven(pattern, "both")
    for kind, needed in NEEDS.items():
        assert not (kinds & bit(kind) and set(text) & set(needed))


@pytest.mark.parametrize(
    ("text", "fixed", "nowhere_else"),
    [
        ("https://example.com/", True, True),
        ("https://example.com", False, False),
        ("https://example.com?q=", True, True),
        ("https://{}/", False, False),
        ("/page/", False, True),
        ("/", False, False),
        ("//", False, False),
        ("?next=", False, True),
    ],
)
def test_what_comes_before_says_where_an_address_leads(text: str, fixed: bool, nowhere_else: bool) -> None:
    assert (is_fixed_address(text), leads_nowhere_else(text)) == (fixed, nowhere_else)
