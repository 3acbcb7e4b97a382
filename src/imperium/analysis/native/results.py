"""What functions of libraries return: the values that `library.yaml` names."""

from __future__ import annotations

from math import inf, isqrt
from typing import TYPE_CHECKING

from imperium.analysis.native import copying, ctype, memory
from imperium.analysis.native.flaw import PARAMETER
from imperium.analysis.native.value import Address, Region, Unknown, Value, any_of, bounds, origin_of

if TYPE_CHECKING:
    from imperium.analysis.native.library import Act


def _allocated(act: Act) -> Value:
    entry = act.entry["allocate"]
    size = act.argument(entry.get("size"))
    if size is not None and "times" in entry:
        size = copying.product(size, act.argument(entry["times"]))
    if isinstance(size, Unknown):
        argument = act.node.arguments[entry["size"]]
        act.machine.check_allocation(act.at, argument, size)
    region = Region("heap", act.at, "the memory", size if isinstance(size, (int, Unknown)) else None, "uninitialised")
    region.filled = "zero" if entry.get("zeroed") else "uninitialised"
    region.allocator, region.null = entry["by"], "maybe"
    region.allocator = entry["by"]
    source = act.memory(entry.get("of")) if "of" in entry else None
    if source is not None:
        length = memory.text_length(source, entry.get("unit", 1))
        region.size = (length + 1) * entry.get("unit", 1) if isinstance(length, int) else None
        memory.copy(act.machine, source, Address(region), region.size if isinstance(region.size, int) else None)
    elif size is None:
        region.filled = "unknown"
    return act.machine.take(region)


def _resized(act: Act) -> Value:
    entry = act.entry["resize"]
    old, size = act.argument(entry["from"]), act.argument(entry["size"])
    region = Region(
        "heap",
        act.at,
        "the memory",
        size if isinstance(size, int) else None,
        "unknown",
        allocator=entry["by"],
        null="maybe",
    )
    if isinstance(old, Address) and old.region.kind == "heap":
        old.region.escaped = True
        region.cells = dict(old.region.cells)
    return act.machine.take(region)


def _stack(act: Act) -> Value:
    size = act.argument(act.entry["stack"])
    known = size if isinstance(size, (int, Unknown)) else None
    region = Region(
        "stack", act.at, "the memory", known, "uninitialised", allocator="alloca", depth=len(act.machine.frames)
    )
    return Address(region)


def _opened(act: Act) -> Value:
    entry = act.entry["open"]
    region = Region("handle", act.at, "the handle", allocator=entry["by"], phase=entry.get("phase", ""))
    if act.machine.search.choose(act.node):
        return act.machine.take(region)
    failed: int = entry["fails"]
    return failed


def _length(act: Act) -> Value:
    address = act.memory(act.entry["length"])
    return memory.text_length(address, act.unit) if address is not None else Unknown(0, inf)


def _number(act: Act) -> Value:
    entry = act.entry["number"]
    source = act.argument(entry["from"])
    kind = ctype.named(entry["type"])
    known = copying.known_text(act.machine, source)
    if known is not None:
        return copying.parsed_number(known, kind)
    made = any_of(kind, origin_of(source))
    if made.origin is None and isinstance(source, Address) and source.region.kind == "outside":
        made.origin = act.origin("a number in a text that is given", PARAMETER)
    return made


def _from_outside(act: Act) -> Value:
    origin = act.origin(act.entry["origin"], act.entry.get("grade", 0.9))
    if act.entry.get("pointer"):
        return Address(Region("outside", act.at, act.name, origin=origin, null="unknown", escaped=True))
    low, high = act.entry["range"]
    return Unknown(low, high, origin=origin)


def _passes(act: Act) -> Value:
    value = act.argument(act.entry["passes"])
    return any_of(ctype.named(act.entry["type"]), origin_of(value))


def _within(act: Act) -> Value:
    value = act.argument(act.entry["within"])
    if not isinstance(value, Address):
        return Unknown(call=act.name)
    if not act.machine.search.choose(act.node):
        return 0
    start = value.offset if isinstance(value.offset, int) else 0
    size = value.region.size
    return Address(value.region, Unknown(start, size - 1 if isinstance(size, int) and size > start else inf))


def _returned(act: Act) -> Value:
    """The argument, or null when there was nothing to read."""
    value = act.argument(act.entry["returned"])
    return value if value is not None and act.machine.search.choose(act.node) else 0


def _same(act: Act) -> Value:
    value = act.argument(act.entry["same"])
    return value if value is not None else Unknown()


def _magnitude(act: Act) -> Value:
    value = act.argument(act.entry["magnitude"])
    if isinstance(value, (int, float)):
        return abs(value)
    low, high = bounds(value) if value is not None else (-inf, inf)
    least = 0 if low <= 0 <= high else min(abs(low), abs(high))
    of = ("abs", value, 0.0) if isinstance(value, Unknown) else None
    return Unknown(least, max(abs(low), abs(high)), origin=origin_of(value), of=of)


def _root(act: Act) -> Value:
    value = act.argument(act.entry["root"])
    if isinstance(value, (int, float)) and value >= 0:
        return float(isqrt(int(value))) if value > 1e15 else value**0.5
    return Unknown(0.0, 1e154)


def _ranged(act: Act) -> Value:
    low, high = act.entry["range"]
    return Unknown(low, high, call=act.name)


def _upto(act: Act) -> Value:
    entry = act.entry["upto"]
    limit = act.argument(entry["argument"])
    _, high = bounds(limit) if limit is not None else (0, inf)
    return Unknown(entry["least"], max(0, high), call=act.name)


VALUES = {
    "allocate": _allocated,
    "resize": _resized,
    "stack": _stack,
    "open": _opened,
    "length": _length,
    "number": _number,
    "origin": _from_outside,
    "passes": _passes,
    "within": _within,
    "returned": _returned,
    "same": _same,
    "magnitude": _magnitude,
    "root": _root,
    "range": _ranged,
    "upto": _upto,
}
