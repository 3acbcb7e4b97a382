"""What the interpreter knows of a value: who can choose it, what it is, what it is called.

A value is never changed once it is made. What a program can change (a list, an object) is a `Thing` in the state's
heap, which a value refers to, so that two names of one list see the same contents and a branch can have its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from imperium.analysis.interpreter.callee import Callee
    from imperium.analysis.source import Span

TAINTS = 6
"""Origins that one value is followed to; more don't make it any worse."""


class _Unset:
    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        raise TypeError("an unknown constant is neither true nor false")


UNSET: Final[Any] = _Unset()
"""The constant of a value that isn't known."""


class Trace:
    """A step of the way that data took, and the step before it: a list that grows at its head and is shared."""

    __slots__ = ("at", "before", "path", "says")

    def __init__(self, path: str, at: Span, says: str, before: Trace | None = None) -> None:
        self.path, self.at, self.says, self.before = path, at, says, before


class Origin:
    """A text of a caller, whatever it has been put into since. What proves the text harmless proves all of it.

    A part of a text (`part` says which) has an origin of its own inside the whole: to check an extension says nothing
    of the name before it, but to check the name says all of the extension. `kinds` is what it could do as it came.
    """

    __slots__ = ("kinds", "part", "parts", "whole")

    def __init__(self, whole: Origin | None = None, part: str = "", kinds: int = 0) -> None:
        self.whole, self.part = whole, part
        self.kinds: int = whole.kinds if whole is not None else kinds
        self.parts: dict[str, Origin] = {}

    def inside(self, part: str) -> Origin:
        """The origin of a part: the same one for the same part."""
        if self.whole is not None and self.part == part:
            return self
        if (found := self.parts.get(part)) is None:
            found = self.parts[part] = Origin(self, part)
        return found

    def wholes(self) -> list[Origin]:
        """The texts that it is a part of, from the next one on."""
        found: list[Origin] = []
        current = self.whole
        while current is not None:
            found.append(current)
            current = current.whole
        return found

    def within(self, origins: frozenset[Origin]) -> bool:
        """Whether it is one of these texts, or a part of one."""
        current: Origin | None = self
        while current is not None:
            if current in origins:
                return True
            current = current.whole
        return False


class Taint:
    """What a caller can do with a value: a bit for each kind of harm, how sure that is, which way the data took.

    `whole`: the value is all that the caller gave, not put together with anything of ours.
    """

    __slots__ = ("grade", "kinds", "origin", "trace", "whole")

    def __init__(self, kinds: int, grade: float, trace: Trace, origin: Origin, whole: bool = False) -> None:
        self.kinds, self.grade, self.trace, self.origin, self.whole = kinds, grade, trace, origin, whole

    def without(self, kinds: int) -> Taint:
        return Taint(self.kinds & ~kinds, self.grade, self.trace, self.origin, self.whole)


Taints = tuple[Taint, ...]
CLEAN: Taints = ()


def union(left: Taints, right: Taints) -> Taints:
    """What either lets a caller do; one taint an origin and grade."""
    if not right or left is right:
        return left
    if not left:
        return right
    merged = list(left)
    for taint in right:
        _merge(merged, taint)
    return left if len(merged) == len(left) and all(map(_same, merged, left)) else tuple(merged)


def _merge(merged: list[Taint], taint: Taint) -> None:
    for index, known in enumerate(merged):
        if known.origin is taint.origin and known.grade == taint.grade:
            if known.kinds | taint.kinds != known.kinds or (known.whole and not taint.whole):
                whole = known.whole and taint.whole
                merged[index] = Taint(known.kinds | taint.kinds, known.grade, taint.trace, known.origin, whole)
            return
    if len(merged) < TAINTS:
        merged.append(taint)


def _same(left: Taint, right: Taint) -> bool:
    return left is right


def unions(many: Iterable[Taints]) -> Taints:
    """What any of these lets a caller do."""
    found: Taints = CLEAN
    for taints in many:
        found = union(found, taints)
    return found


def without(taints: Taints, kinds: int, origins: frozenset[Origin] | None = None) -> Taints:
    """The taints that are left when kinds are proven harmless, for texts of these origins (None: all)."""
    if not any(taint.kinds & kinds and (origins is None or taint.origin.within(origins)) for taint in taints):
        return taints
    cut = (taint.without(kinds) if origins is None or taint.origin.within(origins) else taint for taint in taints)
    return tuple(taint for taint in cut if taint.kinds)


def part(taints: Taints, name: str = "") -> Taints:
    """The taints of a part of a text. A part of a part with the same name is that part."""
    return tuple(
        Taint(taint.kinds, taint.grade, taint.trace, taint.origin.inside(name), taint.whole) for taint in taints
    )


def built(taints: Taints) -> Taints:
    """The taints of a text that was put together with something else."""
    if not any(taint.whole for taint in taints):
        return taints
    return tuple(Taint(taint.kinds, taint.grade, taint.trace, taint.origin) for taint in taints)


def decoded(taints: Taints) -> Taints:
    """The taints of a text that was decoded: what was proven of the text before says nothing of it."""
    return tuple(_again(taint, taint.kinds | taint.origin.kinds) for taint in taints)


def _again(taint: Taint, kinds: int) -> Taint:
    return Taint(kinds, taint.grade, taint.trace, Origin(kinds=kinds))


def step(taints: Taints, path: str, at: Span, says: str) -> Taints:
    """The taints, one step further on their way."""
    return tuple(
        Taint(taint.kinds, taint.grade, Trace(path, at, says, taint.trace), taint.origin, taint.whole)
        for taint in taints
    )


class Value:
    """`constant`: what it is, if that is known (`UNSET`: it isn't). `name`: the full dotted name of what it is.

    `type`: the dotted name of what it is an instance of. `ref`: its thing in the heap, 0 for none. `callee`: the
    function, class or module of the project that it is. `choices`: the few constants that it may be one of.
    """

    __slots__ = ("callee", "choices", "constant", "name", "ref", "taints", "type")

    def __init__(
        self,
        taints: Taints = CLEAN,
        constant: Any = UNSET,
        *,
        name: str | None = None,
        type: str | None = None,
        ref: int = 0,
        callee: Callee | None = None,
        choices: frozenset[Any] = frozenset(),
    ) -> None:
        self.taints, self.constant, self.choices = taints, constant, choices
        self.name, self.type, self.ref, self.callee = name, type, ref, callee

    def tainted(self, taints: Taints) -> Value:
        """The same value with other taints; what a caller can choose has no known constant."""
        constant = UNSET if taints else self.constant
        return Value(taints, constant, name=self.name, type=self.type, ref=self.ref, callee=self.callee)

    @property
    def known(self) -> bool:
        """Whether its constant is known."""
        return self.constant is not UNSET


NOTHING = Value()
"""A value of which nothing is known, and which nobody can choose."""

NULL = Value(constant=None)


class Thing:
    """The contents of an object. `items` by position, `entries` by key; None: not known by position or key.

    `rest` are the taints of contents whose place isn't known, `attributes` what was set on it.
    """

    __slots__ = ("_tainted", "attributes", "entries", "items", "rest")

    def __init__(
        self,
        items: tuple[Value, ...] | None = None,
        entries: dict[Any, Value] | None = None,
        rest: Taints = CLEAN,
        attributes: dict[str, Value] | None = None,
    ) -> None:
        self.items, self.entries, self.rest, self.attributes = items, entries, rest, attributes or {}
        self._tainted: bool | None = None

    @property
    def is_tainted(self) -> bool:
        """Whether a caller chose something of what it holds itself."""
        if self._tainted is None:
            self._tainted = bool(self.rest) or any(value.taints for value in self.contents())
        return self._tainted

    def contents(self) -> Iterable[Value]:
        """All values whose place is known."""
        yield from self.items or ()
        yield from (self.entries or {}).values()
        yield from self.attributes.values()
