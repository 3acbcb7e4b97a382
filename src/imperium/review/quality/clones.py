"""Code that is written twice: runs of equal tokens, in one file or across files, in time linear in the text.

Every window of `WINDOW` tokens has a rolling hash (R. M. Karp, M. O. Rabin, 1987); where one was seen before, both
places are compared token by token and followed as far as they agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from imperium.analysis.source import SourceFile
from imperium.review.claim import Claim, Place, Step
from imperium.review.tree import tree

if TYPE_CHECKING:
    pass

WINDOW = 100
"""Tokens, as PMD's copy-paste detector advises; about twelve lines."""
LINES = 10
NAMED = 0.2
"""Of the tokens of a clone at least so many are different names: tables of numbers repeat themselves."""
LONG = 40
"""Lines from which on a clone is more than low."""

NAMED_COPIES = 5
VOTER = "clones"
_BASE, _PRIME = 1_000_003, (1 << 61) - 1
_NEST = frozenset({"string", "string_literal", "template_string", "char_literal", "raw_string_literal", "comment"})
_SKIPPED = frozenset(
    {
        *(
            "comment",
            "line_comment",
            "block_comment",
            "import_statement",
            "import_from_statement",
            "import_declaration",
        ),
        *("use_declaration", "preproc_include", "package_declaration", "future_import_statement"),
    }
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a file: numbers that stand for their texts, and the line of each."""

    path: str
    codes: list[int]
    lines: list[int]


@dataclass(frozen=True, slots=True)
class Clone:
    """The same `length` tokens at two places; `first` comes first in the order of the files."""

    first: Place
    second: Place
    length: int


def clones(sources: Iterable[SourceFile]) -> list[Clone]:
    """The clones, longest first; none overlaps another at its second place."""
    vocabulary: dict[bytes, int] = {}
    by_grammar: dict[str, list[Tokens]] = defaultdict(list)
    for source in sources:
        texts, lines = _leaves(source)
        codes = [vocabulary.setdefault(text, len(vocabulary) + 1) for text in texts]
        by_grammar[source.language].append(Tokens(source.path, codes, lines))
    names = {code for text, code in vocabulary.items() if text[:1].isalpha() or text[:1] == b"_"}
    found = [clone for files in by_grammar.values() for clone in _among(files, names)]
    return sorted(found, key=lambda clone: (-clone.length, clone.second))


def claims(found: Iterable[Clone], sources: dict[str, SourceFile]) -> Iterator[Claim]:
    """What to say of them: one claim for all copies of the same lines, at the longest."""
    copies: dict[tuple[str, int], list[Clone]] = defaultdict(list)
    for clone in found:
        copies[clone.first.path, clone.first.first].append(clone)
    for group in copies.values():
        yield _claim(group[0], [clone.second for clone in group[1:]], sources)


def _claim(clone: Clone, others: list[Place], sources: dict[str, SourceFile]) -> Claim:
    lines = clone.second.last - clone.second.first + 1
    there = f"{clone.first.path}:{clone.first.first}–{clone.first.last}"
    return Claim(
        type="duplication",
        rule="clones/tokens",
        voter=VOTER,
        school=VOTER,
        expert="quality",
        severity="medium" if lines >= LONG else "low",
        place=clone.second,
        description=f"These {lines} lines are a copy of {there} ({clone.length} tokens): a fault that is found in "
        f"one of them stays in the other.{_elsewhere(others)}",
        recommendation="Give what they share a function of its own and call it from both places.",
        cwe=(1041,),
        strength=0.9,
        snippet=sources[clone.second.path].lines[clone.second.first - 1].strip()[:200],
        flow=(Step(clone.first, "the same code stands here"), Step(clone.second, "and here")),
    )


def _elsewhere(others: list[Place]) -> str:
    if not others:
        return ""
    named = ", ".join(f"{place.path}:{place.first}" for place in others[:NAMED_COPIES])
    more = f" and {len(others) - NAMED_COPIES} more places" if len(others) > NAMED_COPIES else ""
    return f" Parts of it also stand at {named}{more}."


@lru_cache(maxsize=500)
def _leaves(source: SourceFile) -> tuple[list[bytes], list[int]]:
    """The texts of a source's tokens in order, a string is one of them, and the line of each; none where it has no
    grammar."""
    texts: list[bytes] = []
    lines: list[int] = []
    syntax = tree(source)
    if syntax is None:
        return texts, lines
    cursor = syntax.root.walk()
    while True:
        node = cursor.node
        assert node is not None
        if node.type not in _SKIPPED:
            if node.type not in _NEST and cursor.goto_first_child():
                continue
            if node.text:
                texts.append(node.text)
                lines.append(node.start_point.row + 1)
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return texts, lines


def _among(files: list[Tokens], names: set[int]) -> Iterator[Clone]:
    seen: dict[int, tuple[int, int]] = {}
    for number, file in enumerate(files):
        after = 0
        for at, value in enumerate(_hashes(file.codes)):
            if value not in seen:
                seen[value] = (number, at)
            elif at >= after:
                other, there = seen[value]
                length = _agreement(files[other], there, file, at)
                if length >= WINDOW:
                    after = at + length
                    yield from _worth_telling(files[other], there, file, at, length, names)


def _hashes(codes: list[int]) -> Iterator[int]:
    """The hash of the window that begins at each token."""
    if len(codes) < WINDOW:
        return
    leaving = pow(_BASE, WINDOW - 1, _PRIME)
    value = 0
    for code in codes[:WINDOW]:
        value = (value * _BASE + code) % _PRIME
    yield value
    for gone, come in zip(codes, codes[WINDOW:], strict=False):
        value = ((value - gone * leaving) * _BASE + come) % _PRIME
        yield value


def _agreement(one: Tokens, there: int, other: Tokens, here: int) -> int:
    """How many tokens agree; within one file, as far as the places don't overlap."""
    longest = min(len(one.codes) - there, len(other.codes) - here)
    if one is other:
        longest = min(longest, here - there)
    length = 0
    while length < longest and one.codes[there + length] == other.codes[here + length]:
        length += 1
    return length


def _worth_telling(one: Tokens, there: int, other: Tokens, here: int, length: int, names: set[int]) -> Iterator[Clone]:
    codes = other.codes[here : here + length]
    second = Place(other.path, other.lines[here], other.lines[here + length - 1])
    if second.last - second.first + 1 >= LINES and len(names.intersection(codes)) >= NAMED * min(length, WINDOW):
        yield Clone(Place(one.path, one.lines[there], one.lines[there + length - 1]), second, length)
