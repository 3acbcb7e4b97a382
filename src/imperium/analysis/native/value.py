"""What a machine computes with: known numbers, numbers of a range, addresses in memory that is modelled."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Literal

from imperium.analysis.native.ctype import Floating, Integer, Type
from imperium.analysis.native.flaw import Origin
from imperium.analysis.source import Span

Kind = Literal["local", "global", "heap", "stack", "literal", "handle", "outside"]
Fill = Literal["uninitialised", "zero", "unknown"]
Nullness = Literal["never", "no", "maybe", "unknown", "yes"]


@dataclass(slots=True, eq=False)
class Unknown:
    """A number of which only a range is known. One path owns it, so what a test tells narrows it in place.

    `origin` says that somebody outside decides it, so that each value of the range can occur. `of` ties it to the
    number that it was made from: `("+", other, k)` is other + k, `("abs", other, 0)` its magnitude.
    """

    low: float = -inf
    high: float = inf
    nonzero: bool = False
    origin: Origin | None = None
    of: tuple[str, Unknown, float] | None = None
    call: str = ""
    """The function that returned it, for tests that mean success or failure."""
    uninitialised: bool = False
    excluded: set[float] = field(default_factory=set)
    """Values that tests have ruled out one by one."""

    def narrow(self, low: float = -inf, high: float = inf) -> None:
        """Learn that it lies in a range; the number it was made from learns with it."""
        self.low, self.high = max(self.low, low), min(self.high, high)
        if self.of is None:
            return
        relation, other, by = self.of
        if relation == "+":
            other.narrow(low - by, high - by)
        elif relation == "same":
            other.narrow(low, high)
        elif relation == "abs":
            other.narrow(-high, high)
            other.nonzero = other.nonzero or low > 0

    def exclude_zero(self) -> None:
        """Learn that it isn't zero."""
        self.nonzero = True
        if self.low == 0:
            self.narrow(low=1 if not self.fractional else 0)
        if self.of is not None and self.of[0] in ("abs", "same"):
            self.of[1].exclude_zero()

    @property
    def fractional(self) -> bool:
        return isinstance(self.low, float) and self.low not in (inf, -inf)

    @property
    def maybe_zero(self) -> bool:
        return self.low <= 0 <= self.high and not self.nonzero


@dataclass(slots=True, eq=False)
class Region:
    """A piece of memory or a resource with an identity: a variable, what `malloc` gave, an open file.

    `size` is in bytes. `cells` are values by offset, `fills` (start, end, value) of ranges written at once, newest
    last; what neither holds is as `filled` says. `allocator` is who must release it; `null` whether the address may
    be null instead.
    """

    kind: Kind
    at: Span
    name: str = ""
    size: int | Unknown | None = None
    filled: Fill = "unknown"
    cells: dict[int, Value] = field(default_factory=dict)
    fills: list[tuple[int, float, Value]] = field(default_factory=list)
    origin: Origin | None = None
    allocator: str = ""
    null: Nullness = "never"
    released: Span | None = None
    escaped: bool = False
    depth: int = 0
    """Calls on the stack when it was made; a variable of a call that is over is gone."""
    text: str | None = None
    content: Type | None = None
    """The type it was made as, for what is read as another one."""
    literal: bool = False
    lengths: dict[tuple[int, int], Unknown] = field(default_factory=dict)
    """Lengths of its text that aren't known, by (offset, unit): the same as long as nothing writes to it."""
    phase: str = ""
    """What was done with a socket."""
    forged: bool = False
    """Its address was read from bytes that came from outside."""
    dereferenced: Span | None = None
    used_in: int = 0
    """Calls on the stack where it was first used."""

    def overwrite(self, origin: Origin | None = None) -> None:
        """Forget what it holds: something wrote to it that isn't followed."""
        self.cells.clear()
        self.fills.clear()
        self.lengths.clear()
        self.filled, self.text = "unknown", None
        self.origin = origin or self.origin


@dataclass(frozen=True, slots=True, eq=False)
class Address:
    """A place inside a region, `offset` bytes from its start."""

    region: Region
    offset: int | Unknown = 0
    start: int = 0
    end: int | None = None
    """Where the member that it points into starts and ends, in bytes from the region's start."""


@dataclass(frozen=True, slots=True)
class Code:
    """A function as a value."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """A struct as a value: what stands at an address."""

    address: Address
    type: Type


Value = int | float | Unknown | Address | Code | Whole


def fits(value: Value, kind: Type | None) -> bool:
    """Whether a number lies in a type's range."""
    if not isinstance(kind, (Integer, Floating)) or not isinstance(value, (int, float, Unknown)):
        return True
    low, high = bounds(value)
    least, most = kind.range
    return least <= low and high <= most


def bounds(value: Value) -> tuple[float, float]:
    """The least and the greatest value that a number may have."""
    if isinstance(value, Unknown):
        return value.low, value.high
    return (value, value) if isinstance(value, (int, float)) else (-inf, inf)


def any_of(kind: Type | None, origin: Origin | None = None) -> Unknown:
    """Any value of a type."""
    if isinstance(kind, Integer):
        low, high = kind.range
        return Unknown(low, high, origin=origin)
    return Unknown(*kind.range, origin=origin) if isinstance(kind, Floating) else Unknown(origin=origin)


def origin_of(value: Value | None) -> Origin | None:
    """Who decides a value, where that is somebody outside: a number's own origin or its text's."""
    if isinstance(value, Unknown):
        return value.origin
    if not isinstance(value, Address):
        return None
    region, offset = value.region, value.offset
    if region.origin is None and isinstance(offset, int) and region.fills:
        start, end, filled = region.fills[-1]
        return filled.origin if start <= offset < end and isinstance(filled, Unknown) else None
    return region.origin


def reaches(value: Value, low: float, high: float) -> tuple[bool, bool]:
    """(surely, possibly) whether a number lies below `low` or above `high`.

    Possibly counts only where somebody outside decides: a range without an origin is what isn't known, not what occurs.
    """
    least, most = bounds(value)
    surely = most < low or least > high
    return surely, surely or (isinstance(value, Unknown) and value.origin is not None and (least < low or most > high))


def zero(value: Value) -> bool | None:
    """Whether a value is zero or null; None where that isn't known."""
    match value:
        case int() | float():
            return value == 0
        case Unknown():
            if value.nonzero or value.low > 0 or value.high < 0:
                return False
            return True if value.low == value.high == 0 else None
        case Address(offset=offset) if offset != 0:
            return False
        case Address(region=region):
            return {"yes": True, "maybe": None, "unknown": None}.get(region.null, False)
        case _:
            return False
