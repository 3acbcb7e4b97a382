"""How long a backtracking engine may take to find that a text doesn't match.

An automaton is exponentially ambiguous when some position comes back to itself by two different ways on the same text,
and polynomially when two positions p and q have ways p→p, p→q and q→q on the same text (Weber and Seidl, On the degree
of ambiguity of finite automata, 1991). An engine that fails behind such a loop tries every way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal, TypeVar

from msgspec import Struct

from imperium.analysis.regular.automaton import Automaton, automaton
from imperium.analysis.regular.pattern import Choice, Look, Part, Repeat, Row, Unreadable, read

WORK = 150_000
"""Product states that are visited for one expression before it counts as too large."""

LETTERS = ~1
"""All of an alphabet but the end of the text, which is there however often it is asked for."""

S = TypeVar("S")


class Backtracking(Struct, frozen=True):
    """`growth`: of the time with the text's length. `text`: what to repeat, `part`: the loop that takes it."""

    growth: Literal["exponential", "polynomial"]
    text: str
    part: str


@lru_cache(maxsize=2_000)
def backtracking(pattern: str, flags: str = "", *, whole: bool = False) -> Backtracking | None:
    """The worst that a pattern can do, or None: nothing bad, or not to be judged.

    `whole`: the call matches whole texts only, as if the pattern ended with `$`.
    """
    try:
        tree = read(pattern, flags)
        trees = [(tree, whole), *((look.inside, False) for look in _looks(tree))]
        found = [worst for part, all_of_it in trees if (worst := _worst(part, pattern, all_of_it))]
    except Unreadable:
        return None
    return min(found, key=lambda each: each.growth, default=None)


def _looks(tree: Part) -> Iterator[Look]:
    return (part for part in _parts(tree) if isinstance(part, Look))


def _parts(part: Part) -> Iterator[Part]:
    yield part
    if isinstance(part, Row):
        inside = part.parts
    elif isinstance(part, Choice):
        inside = part.options
    else:
        inside = (part.inside,) if isinstance(part, (Look, Repeat)) else ()
    for each in inside:
        yield from _parts(each)


def _worst(tree: Part, pattern: str, whole: bool) -> Backtracking | None:
    machine = automaton(tree, whole=whole)
    search = _Search(machine)
    loops = search.loops()
    for position, text in search.exponential(loops):
        return Backtracking("exponential", text, _loop(tree, pattern, machine.spans[position]))
    for position, text in search.polynomial(loops):
        return Backtracking("polynomial", text, _loop(tree, pattern, machine.spans[position]))
    return None


def _loop(tree: Part, pattern: str, span: tuple[int, int]) -> str:
    """The innermost repetition around a position, as it is written."""
    around = [each for each in _parts(tree) if isinstance(each, Repeat) and each.start <= span[0] < span[1] <= each.end]
    inner = min(around, key=lambda each: each.end - each.start, default=tree)
    return pattern[inner.start : inner.end]


class _Search:
    def __init__(self, machine: Automaton) -> None:
        self.machine = machine
        self.work = 0

    def loops(self) -> list[frozenset[int]]:
        """Groups of positions that lead to each other, where the match isn't over: behind them it can still fail."""
        count = len(self.machine.takes)
        reach = [self._reachable(start) for start in range(count)]
        groups = {frozenset(q for q in reach[p] if p in reach[q]) for p in range(count) if p in reach[p]}
        return sorted((group for group in groups if not group & self.machine.last), key=min)

    def _reachable(self, start: int) -> set[int]:
        found: set[int] = set()
        waiting = [start]
        while waiting:
            for after in self.machine.ways[waiting.pop()]:
                if after not in found:
                    found.add(after)
                    waiting.append(after)
        return found

    def exponential(self, loops: list[frozenset[int]]) -> Iterator[tuple[int, str]]:
        """Positions with two ways back to themselves, and the text of both."""
        for loop in loops:
            for start in sorted(loop):
                text = self._twice(start, loop)
                if text is not None:
                    yield start, text

    def _twice(self, start: int, loop: frozenset[int]) -> str | None:
        """Two walks in step; the third part says whether they have differed."""
        takes, ways = self.machine.takes, self.machine.ways

        def steps(state: tuple[int, int, bool]) -> Iterator[tuple[tuple[int, int, bool], int]]:
            one, other, differ = state
            for after, count in ways[one].items():
                for later in ways[other]:
                    bits = takes[after] & takes[later] & LETTERS
                    if bits and after in loop and later in loop:
                        doubled = after == later and one == other and count > 1
                        yield (after, later, differ or after != later or doubled), bits

        return self._path((start, start, False), (start, start, True), steps)

    def polynomial(self, loops: list[frozenset[int]]) -> Iterator[tuple[int, str]]:
        """Positions of a loop whose text another loop, further on, takes as well."""
        for here in loops:
            for there in loops:
                if here is there or not self._reachable(min(here)) >= there:
                    continue
                for start in sorted(here):
                    for end in sorted(there):
                        text = self._shared(start, end, here, there)
                        if text is not None:
                            yield end, text

    def _shared(self, start: int, end: int, here: frozenset[int], there: frozenset[int]) -> str | None:
        takes, ways = self.machine.takes, self.machine.ways

        def steps(state: tuple[int, int, int]) -> Iterator[tuple[tuple[int, int, int], int]]:
            stays, goes, waits = state
            for a in ways[stays]:
                for b in ways[goes]:
                    for c in ways[waits]:
                        bits = takes[a] & takes[b] & takes[c] & LETTERS
                        if bits and a in here and c in there:
                            yield (a, b, c), bits

        return self._path((start, start, end), (start, end, end), steps)

    def _path(self, start: S, goal: S, steps: Callable[[S], Iterator[tuple[S, int]]]) -> str | None:
        """The shortest text from one state to another, by at least one character.

        Raises:
            Unreadable: the work that one expression is worth is done.
        """
        waiting: deque[tuple[S, str]] = deque([(start, "")])
        seen: set[S] = set()
        while waiting:
            state, text = waiting.popleft()
            for after, bits in steps(state):
                self.work += 1
                if self.work > WORK:
                    raise Unreadable("larger than is judged")
                if after == goal:
                    return text + self.machine.letter(bits)
                if after not in seen:
                    seen.add(after)
                    waiting.append((after, text + self.machine.letter(bits)))
        return None
