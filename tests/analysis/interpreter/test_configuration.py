"""Configuration as the program reads it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from imperium.analysis.interpreter.configuration import properties, sections


def test_sections_have_their_values_and_the_defaults() -> None:
    found = sections("[DEFAULT]\na = 1\n[s]\nb = 2\n")
    assert found == {("DEFAULT", "a"): "1", ("s", "a"): "1", ("s", "b"): "2"}


def test_properties_are_separated_by_either_sign() -> None:
    text = "# c\n! d\nhash.one=SHA-256\nhash.two: MD5\nurl=http://a:1/b=c\nlong=a\\\nb\n"
    found = properties(text)
    assert found == {"hash.one": "SHA-256", "hash.two": "MD5", "url": "http://a:1/b=c", "long": "ab"}


@given(st.text())
def test_no_text_breaks_either(text: str) -> None:
    assert isinstance(sections(text), dict)
    assert isinstance(properties(text), dict)
