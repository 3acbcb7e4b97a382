"""Java's packages, named `group:artifact`. The order of versions is that of Maven's POM reference, "Version Order
Specification": numbers and words, split at dots, hyphens and between digits and letters."""

from __future__ import annotations

import re
from functools import total_ordering

from imperium.review.advisories.ecosystem import Ecosystem

_PART = re.compile(r"([.-]?)(\d+|[^\d.-]+)|[.-]")
_QUALIFIERS = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_ALIASES = {"a": "alpha", "b": "beta", "m": "milestone", "cr": "rc", "ga": "", "final": "", "release": ""}
_SHORT = frozenset("abm")
"""Only before a digit do these stand for the long word."""

Token = tuple[str, str]
"""A separator and a number or word; the separator between a digit and a letter is a hyphen."""


@total_ordering
class MavenVersion:
    """A version of Maven's. Every text is one."""

    __slots__ = ("_key",)

    def __init__(self, text: str) -> None:
        self._key = tuple(_rank(*token) for token in _trimmed(_tokens(text.lower())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MavenVersion) and not _compare(self._key, other._key)

    def __lt__(self, other: MavenVersion) -> bool:
        return _compare(self._key, other._key) < 0

    def __hash__(self) -> int:
        return hash(self._key)


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for match in _PART.finditer(text):
        separator, word = match[1] or ("-" if found else ""), match[2] or "0"
        short = word in _SHORT and not text[match.end() : match.end() + 1].isdigit()
        found.append((separator, word if short else _ALIASES.get(word, word)))
    return found


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Without what stands for nothing (`0`, the empty word) at the end and before each hyphen."""
    kept: list[Token] = []
    for separator, word in tokens:
        if separator == "-":
            _drop_null(kept)
        kept.append((separator, word))
    _drop_null(kept)
    return kept


def _drop_null(tokens: list[Token]) -> None:
    while tokens and (not tokens[-1][1] or (tokens[-1][1].isdecimal() and not int(tokens[-1][1]))):
        tokens.pop()


Rank = tuple[int, int, str]
"""The kind (`.word` = `-word` < `-number` < `.number`), the number or the qualifier's place, the word itself."""


def _rank(separator: str, word: str) -> Rank:
    if word.isdecimal():
        return (1 if separator == "-" else 2, int(word), "")
    if word in _QUALIFIERS:
        return (0, _QUALIFIERS.index(word), "")
    return (0, len(_QUALIFIERS), word)


_NULLS = {0: (0, _QUALIFIERS.index(""), ""), 1: (1, 0, ""), 2: (2, 0, "")}
"""What a missing part counts as, by the kind of the other."""


def _compare(left: tuple[Rank, ...], right: tuple[Rank, ...]) -> int:
    for index in range(max(len(left), len(right))):
        ours = left[index] if index < len(left) else _NULLS[right[index][0]]
        theirs = right[index] if index < len(right) else _NULLS[left[index][0]]
        if ours != theirs:
            return -1 if ours < theirs else 1
    return 0


MAVEN = Ecosystem(osv="Maven", purl="maven", normal=str, order=MavenVersion)
