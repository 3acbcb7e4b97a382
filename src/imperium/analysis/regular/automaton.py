"""The automaton of an expression's positions (Glushkov 1961), with how many ways lead from one to the next.

Two ways between the same positions mean that an engine can take the same character in two ways, as the inner and the
outer loop of `(a*)*` do. The end of the text is a position as well, so that what has to follow a loop is known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import product

from imperium.analysis.regular.characters import LAST, Characters
from imperium.analysis.regular.pattern import Choice, End, Look, One, Part, Repeat, Row, Unreadable

POSITIONS = 250
COPIES = 3
"""A counted repetition is written out as often: more copies change the size of the automaton, not its kind."""

UNBOUNDED = 100
"""A bound from which on a repetition is as bad as one without."""


@dataclass
class Automaton:
    """`takes[p]` is a bit set of the alphabet's `letters`; `ways[p][q]` counts the ways from p to q."""

    takes: list[int]
    ways: list[dict[int, int]]
    first: frozenset[int]
    last: frozenset[int]
    nullable: bool
    letters: list[str]
    spans: list[tuple[int, int]]

    def letter(self, bits: int) -> str:
        """A readable character of a set: the smallest letter, else the smallest printable one."""
        found = [letter for bit, letter in enumerate(self.letters) if bits >> bit & 1 and letter]
        return min(found, key=lambda letter: (not letter.isalnum(), not letter.isprintable(), letter), default="")


@dataclass
class _Positions:
    characters: list[Characters | None] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    ways: list[Counter[int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Fragment:
    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()
    nullable: bool = True


NOTHING = _Fragment()


def automaton(part: Part, *, whole: bool) -> Automaton:
    """The automaton of a tree; `whole`: the expression has to match the whole text.

    Raises:
        Unreadable: it has more positions than are judged.
    """
    positions = _Positions()
    tree = Row((part, End())) if whole else part
    fragment = _build(tree, positions)
    letters, takes = _alphabet(positions.characters)
    ways = [dict(found) for found in positions.ways]
    return Automaton(takes, ways, fragment.first, fragment.last, fragment.nullable, letters, positions.spans)


def _build(part: Part, positions: _Positions) -> _Fragment:
    if isinstance(part, One):
        return _position(part.characters, part, positions)
    if isinstance(part, End):
        return _position(None, part, positions)
    if isinstance(part, Row):
        return _row([_build(inside, positions) for inside in part.parts], positions)
    if isinstance(part, Choice):
        return _choice([_build(option, positions) for option in part.options])
    if isinstance(part, Repeat):
        return _repeat(part, positions)
    assert isinstance(part, Look)
    return NOTHING


def _position(characters: Characters | None, part: Part, positions: _Positions) -> _Fragment:
    number = len(positions.characters)
    if number >= POSITIONS:
        raise Unreadable("larger than is judged")
    positions.characters.append(characters)
    positions.spans.append((part.start, part.end))
    positions.ways.append(Counter())
    return _Fragment(frozenset([number]), frozenset([number]), False)


def _row(fragments: list[_Fragment], positions: _Positions) -> _Fragment:
    whole = NOTHING
    for fragment in fragments:
        _connect(whole.last, fragment.first, positions)
        whole = _Fragment(
            whole.first | fragment.first if whole.nullable else whole.first,
            whole.last | fragment.last if fragment.nullable else fragment.last,
            whole.nullable and fragment.nullable,
        )
    return whole


def _connect(last: frozenset[int], first: frozenset[int], positions: _Positions) -> None:
    for before, after in product(last, first):
        positions.ways[before][after] += 1


def _choice(fragments: list[_Fragment]) -> _Fragment:
    return _Fragment(
        frozenset().union(*(fragment.first for fragment in fragments)),
        frozenset().union(*(fragment.last for fragment in fragments)),
        any(fragment.nullable for fragment in fragments),
    )


def _repeat(part: Repeat, positions: _Positions) -> _Fragment:
    if part.possessive:
        return NOTHING
    endless = part.most is None or part.most >= UNBOUNDED
    fixed = min(part.least, COPIES)
    copies = [_build(part.inside, positions) for _ in range(max(fixed, int(endless)))]
    if endless:
        _connect(copies[-1].last, copies[-1].first, positions)
        return _row([*copies[:-1], copies[-1] if part.least else _optional(copies[-1])], positions)
    further = NOTHING
    for _ in range(min((part.most or 0) - part.least, COPIES)):
        further = _optional(_row([_build(part.inside, positions), further], positions))
    return _row([*copies, further], positions)


def _optional(fragment: _Fragment) -> _Fragment:
    return _Fragment(fragment.first, fragment.last, True)


def _alphabet(sets: list[Characters | None]) -> tuple[list[str], list[int]]:
    """Letters that tell the sets apart, one for each way in which they overlap, and the sets as bits of them.

    The first letter is the end of the text, which no other set holds.
    """
    edges = {edge for found in sets if found for low, high in found.ranges for edge in (low, high + 1)}
    starts = sorted({0, *edges} - {LAST + 1})
    kinds: dict[int, str] = {}
    for start, end in zip(starts, [*starts[1:], LAST + 1], strict=True):
        bits = sum(1 << place for place, found in enumerate(sets) if found and found.has(start))
        kinds.setdefault(bits, _readable(start, end))
    letters, takes = [""], [0 if found else 1 for found in sets]
    for number, (bits, letter) in enumerate(kinds.items(), 1):
        letters.append(letter)
        for place in range(len(sets)):
            takes[place] |= (bits >> place & 1) << number
    return letters, takes


def _readable(start: int, end: int) -> str:
    """A character to show for a range: a letter or a digit if it holds one."""
    for low, high in ((97, 122), (48, 57), (65, 90), (33, 126)):
        if max(start, low) < min(end, high + 1):
            return chr(max(start, low))
    return chr(start)
