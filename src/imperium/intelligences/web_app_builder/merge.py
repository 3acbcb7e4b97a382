"""Three-way merge of lines: what two people made of the same text, put together where they touched different places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

YOURS, BETWEEN, THEIRS = "<<<<<<< yours", "=======", ">>>>>>> generated"


@dataclass(frozen=True, slots=True)
class Merged:
    """The text, and at how many places both changed the same lines; there it holds both, between marks."""

    text: str
    conflicts: int


def merge(original: str, yours: str, theirs: str) -> Merged:
    """Both changes in one text."""
    base, mine, other = (text.splitlines(keepends=True) for text in (original, yours, theirs))
    lines: list[str] = []
    conflicts = 0
    for was, here, there in _regions(base, mine, other):
        if here == there or there == was:
            lines += here
        elif here == was:
            lines += there
        else:
            conflicts += 1
            lines += _marked(here, there)
    return Merged("".join(lines), conflicts)


Region = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _regions(base: list[str], mine: list[str], other: list[str]) -> Iterator[Region]:
    """The texts cut at the lines that all three have in common: those lines alone, and what lies between them."""
    b = m = o = 0
    for line, at_mine, at_other in [*_common(base, mine, other), (len(base), len(mine), len(other))]:
        if (b, m, o) != (line, at_mine, at_other):
            yield base[b:line], mine[m:at_mine], other[o:at_other]
        yield base[line : line + 1], mine[at_mine : at_mine + 1], other[at_other : at_other + 1]
        b, m, o = line + 1, at_mine + 1, at_other + 1


def _common(base: list[str], mine: list[str], other: list[str]) -> list[tuple[int, int, int]]:
    """(line of base, of mine, of other) for each line of base that neither changed."""
    in_mine, in_other = _matches(base, mine), _matches(base, other)
    return [(line, in_mine[line], in_other[line]) for line in sorted(in_mine.keys() & in_other.keys())]


def _matches(base: list[str], text: list[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, text, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _marked(here: Sequence[str], there: Sequence[str]) -> list[str]:
    return [f"{YOURS}\n", *_ended(here), f"{BETWEEN}\n", *_ended(there), f"{THEIRS}\n"]


def _ended(lines: Sequence[str]) -> list[str]:
    """The lines, the last one with its end too."""
    return [line if line.endswith("\n") else f"{line}\n" for line in lines]
