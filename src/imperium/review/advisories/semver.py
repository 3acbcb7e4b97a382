"""The order of semantic versions (semver.org 2.0.0, paragraph 11)."""

from __future__ import annotations

import re
from functools import total_ordering

_VERSION = re.compile(r"[v=\s]*(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\s*")

Identifier = tuple[int, int, str]
"""Numeric identifiers sort before others, and by number."""


@total_ordering
class SemanticVersion:
    """A version whose build metadata doesn't count; missing parts are 0, as lists of fixed versions write them.

    Raises ValueError for what is no version.
    """

    __slots__ = ("_key",)

    def __init__(self, text: str) -> None:
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a semantic version")
        *numbers, before = match.groups()
        release = tuple(int(number or 0) for number in numbers)
        self._key = (release, before is None, tuple(_identifier(part) for part in (before or "").split(".")))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SemanticVersion) and self._key == other._key

    def __lt__(self, other: SemanticVersion) -> bool:
        return self._key < other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _identifier(text: str) -> Identifier:
    return (0, int(text), "") if text.isdecimal() and text.isascii() else (1, 0, text)
