"""A regular expression's tree, read from the common ground of Python's, JavaScript's and Java's syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imperium.analysis.regular.characters import CLASSES, EVERYTHING, NEWLINES, Characters, of, one

LENGTH = 4_000
DEPTH = 40
CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0", "a": "\a", "e": "\x1b"}
CODE = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}")
COUNT = re.compile(r"\{(\d{1,9})(,(\d{0,9}))?\}")
GROUP = re.compile(
    r"\?(?:(?P<look>=|!|<=|<!)|(?P<plain>:|>|P?<\w+>|[a-zA-Z-]*:)|(?P<flags>[a-zA-Z-]+\))|(?P<back>P=\w+\)))"
)


class Unreadable(ValueError):
    """The text isn't an expression that is understood here."""


@dataclass(frozen=True)
class Part:
    """`start` and `end`: where it stands in the pattern."""

    start: int = field(default=0, kw_only=True, compare=False)
    end: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True)
class One(Part):
    """One character of a set."""

    characters: Characters


@dataclass(frozen=True)
class End(Part):
    """`$`, `\\Z`: the end of the text."""


@dataclass(frozen=True)
class Look(Part):
    """A look-around: it takes nothing, and is an expression of its own."""

    inside: Part


@dataclass(frozen=True)
class Row(Part):
    """One after the other; nothing at all when there are none."""

    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Choice(Part):
    options: tuple[Part, ...]


@dataclass(frozen=True)
class Repeat(Part):
    """`most` is None without a bound; `possessive` never gives back what it took."""

    inside: Part
    least: int
    most: int | None
    possessive: bool = False


def read(text: str, flags: str = "") -> Part:
    """The tree of an expression; `flags` are JavaScript's letters (`i`, `s`, `x` matter).

    Raises:
        Unreadable: its syntax is broken, or it is longer or deeper than is judged.
    """
    if len(text) > LENGTH:
        raise Unreadable("longer than is judged")
    reader = _Reader(text, set(flags))
    found = reader.choice(0)
    if reader.at < len(text):
        raise Unreadable("a bracket closes that wasn't opened")
    return found


class _Reader:
    def __init__(self, text: str, flags: set[str]) -> None:
        self.text, self.flags, self.at = text, flags, 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        self.at += 1
        if self.at > len(self.text):
            raise Unreadable("it ends too early")
        return self.text[self.at - 1]

    def choice(self, depth: int) -> Part:
        if depth > DEPTH:
            raise Unreadable("nested deeper than is judged")
        start, options = self.at, [self.row(depth)]
        while self.peek() == "|":
            self.take()
            options.append(self.row(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options), start=start, end=self.at)

    def row(self, depth: int) -> Part:
        start, found = self.at, []
        while self.peek() not in ("", "|", ")"):
            if "x" in self.flags and self._blank():
                continue
            found.append(self.repeated(depth))
        return found[0] if len(found) == 1 else Row(tuple(found), start=start, end=self.at)

    def _blank(self) -> bool:
        """Blanks and comments of a verbose expression."""
        start = self.at
        if self.peek().isspace():
            self.at += 1
        elif self.peek() == "#":
            self.at = (self.text + "\n").index("\n", self.at)
        return self.at > start

    def repeated(self, depth: int) -> Part:
        start, found = self.at, self.single(depth)
        while (bounds := self._bounds()) is not None:
            mark = self.take() if self.peek() in ("?", "+") else ""
            found = Repeat(found, *bounds, mark == "+", start=start, end=self.at)
        return found

    def _bounds(self) -> tuple[int, int | None] | None:
        sign = self.peek()
        if sign and sign in "*+?":
            self.take()
            return int(sign == "+"), 1 if sign == "?" else None
        match = COUNT.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        least = int(match[1])
        return least, least if match[2] is None else int(match[3]) if match[3] else None

    def single(self, depth: int) -> Part:
        start, sign = self.at, self.take()
        if sign == "(":
            return self.group(start, depth)
        if sign == "[":
            return self._one(self.set(), start)
        if sign == ".":
            return self._one(EVERYTHING if "s" in self.flags else ~NEWLINES, start)
        if sign == "\\":
            return self.escape(start)
        if sign == "$":
            return End(start=start, end=self.at)
        if sign == "^":
            return Row(start=start, end=self.at)
        return self._one(one(sign), start)

    def _one(self, characters: Characters, start: int) -> Part:
        cased = characters.ignoring_case() if "i" in self.flags else characters
        return One(cased, start=start, end=self.at)

    def group(self, start: int, depth: int) -> Part:
        kind = GROUP.match(self.text, self.at)
        if kind is None and self.peek() == "?":
            raise Unreadable("a group of an unknown kind")
        self.at = kind.end() if kind else self.at
        if kind and (kind["flags"] or kind["back"]):
            return Row(start=start, end=self.at)
        found = self.choice(depth + 1)
        if self.take() != ")":
            raise Unreadable("a group isn't closed")
        if kind and kind["look"]:
            return Look(found, start=start, end=self.at)
        atomic = kind is not None and kind["plain"] == ">"
        return Repeat(found, 1, 1, True, start=start, end=self.at) if atomic else found

    def escape(self, start: int) -> Part:
        sign = self.peek()
        if sign and sign in "zZ":
            self.take()
            return End(start=start, end=self.at)
        if sign and sign in "bBAG123456789":
            self.take()
            return Row(start=start, end=self.at)
        return self._one(self.escaped(), start)

    def escaped(self) -> Characters:
        """A character, or a class of them, after its backslash."""
        if match := CODE.match(self.text, self.at):
            self.at = match.end()
            return one(chr(min(int(match[1] or match[2] or match[3], 16), 0x10FFFF)))
        sign = self.take()
        if sign in "pP":
            self._property()
            return ~of([(0, 127)]) | CLASSES["w"] if sign == "p" else ~CLASSES["w"]
        return CLASSES.get(sign) or one(CONTROL.get(sign, sign))

    def _property(self) -> None:
        """The name of a property of Unicode; which one changes little, so letters stand for all of them."""
        if self.take() == "{":
            while self.take() != "}":
                pass

    def set(self) -> Characters:
        negated = self.peek() == "^"
        self.at += negated
        found = Characters(())
        while self.peek() != "]":
            found = found | self._range()
        self.take()
        return ~found if negated else found

    def _range(self) -> Characters:
        low = self._member()
        if self.peek() != "-" or self.text[self.at + 1 : self.at + 2] in ("]", "") or len(low.ranges) != 1:
            return low
        self.take()
        high = self._member()
        return of([(low.ranges[0][0], max(low.ranges[0][0], high.ranges[-1][1]))]) if high.ranges else low

    def _member(self) -> Characters:
        sign = self.take()
        if sign != "\\":
            return one(sign)
        if self.peek() == "b":
            self.take()
            return one("\b")
        return self.escaped()
