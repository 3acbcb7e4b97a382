"""Sets of characters, as sorted ranges of code points that don't touch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LAST = 0x10FFFF


@dataclass(frozen=True)
class Characters:
    """`ranges`: inclusive (first, last) pairs."""

    ranges: tuple[tuple[int, int], ...]

    def __or__(self, other: Characters) -> Characters:
        return of(self.ranges + other.ranges)

    def __invert__(self) -> Characters:
        found, start = [], 0
        for first, last in self.ranges:
            if start < first:
                found.append((start, first - 1))
            start = last + 1
        return Characters((*found, (start, LAST)) if start <= LAST else tuple(found))

    def has(self, code: int) -> bool:
        return any(first <= code <= last for first, last in self.ranges)

    def ignoring_case(self) -> Characters:
        """With the other case of its letters of ASCII."""
        return self | of(_shifted(self, "A", 32)) | of(_shifted(self, "a", -32))


def _shifted(characters: Characters, start: str, by: int) -> list[tuple[int, int]]:
    lowest, highest = ord(start), ord(start) + 25
    return [
        (max(first, lowest) + by, min(last, highest) + by)
        for first, last in characters.ranges
        if max(first, lowest) <= min(last, highest)
    ]


def of(ranges: Iterable[tuple[int, int]]) -> Characters:
    """The set of ranges that may overlap."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return Characters(tuple(found))


def one(character: str) -> Characters:
    return Characters(((ord(character), ord(character)),))


EVERYTHING = Characters(((0, LAST),))
DIGITS = Characters(((48, 57),))
WORD = of([(48, 57), (65, 90), (95, 95), (97, 122)])
SPACE = of([(9, 13), (32, 32), (0xA0, 0xA0), (0x2028, 0x2029)])
NEWLINES = of([(10, 10), (13, 13), (0x2028, 0x2029)])

CLASSES = {"d": DIGITS, "w": WORD, "s": SPACE, "D": ~DIGITS, "W": ~WORD, "S": ~SPACE, "h": of([(9, 9), (32, 32)])}
"""What `\\d` and its kind stand for (Unicode's further digits and letters change no answer of ours)."""
