"""Reading and writing memory that is modelled: what is there, and what such an access proves wrong."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from imperium.analysis.native import ctype
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.flaw import Origin
from imperium.analysis.native.value import Address, Region, Unknown, Value, Whole, bounds, origin_of
from imperium.analysis.source import Span

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

TEXT = 4_096
"""Characters of a text that are looked at to find its end."""


def load(machine: Machine, address: Address, kind: Type | None, at: Span) -> Value:
    """What stands at an address, as a type; checks the access."""
    size = kind.size if kind is not None else None
    check(machine, address, size or 1, at, writes=False)
    if isinstance(kind, (ctype.Record, ctype.Array)):
        return Whole(address, kind) if isinstance(kind, ctype.Record) else address
    found = peek(machine, address, kind)
    if isinstance(found, Unknown) and found.uninitialised:
        machine.report(
            "uninitialised_read", at, f"{address.region.name or 'memory'} is read before anything was written to it"
        )
        return settle(machine, address, kind)
    return found


def settle(machine: Machine, address: Address, kind: Type | None) -> Value:
    """Give a place a value of its type, so that it is the same the next time."""
    region = address.region
    made = machine.fresh(kind, region.at, region.origin)
    if isinstance(made, Address) and region.origin is not None and region.kind != "outside":
        made.region.forged = True
    if isinstance(address.offset, int):
        region.cells[address.offset] = made
    return made


def peek(machine: Machine, address: Address, kind: Type | None) -> Value:
    """What stands at an address, without a check of the access."""
    region, offset = address.region, address.offset
    if not isinstance(offset, int):
        return machine.fresh(kind, region.at, region.origin)
    if offset in region.cells:
        return region.cells[offset]
    if region.text is not None:
        return _character(region, offset, kind)
    for start, end, value in reversed(region.fills):
        if start <= offset < end:
            return value
    if region.filled == "zero":
        return 0
    if region.filled == "uninitialised":
        return Unknown(uninitialised=True)
    return settle(machine, address, kind)


def _character(region: Region, offset: int, kind: Type | None) -> Value:
    unit = kind.size or 1 if kind is not None else 1
    at = offset // unit
    assert region.text is not None
    return ord(region.text[at]) if 0 <= at < len(region.text) else 0


def store(machine: Machine, address: Address, kind: Type | None, value: Value, at: Span) -> None:
    """Write a value of a type; checks the access."""
    size = kind.size if kind is not None else None
    check(machine, address, size or 1, at, writes=True)
    place(machine, address, kind, value)


def place(machine: Machine, address: Address, kind: Type | None, value: Value) -> None:
    """Write without a check."""
    region, offset = address.region, address.offset
    region.origin = region.origin or origin_of(value) if not isinstance(value, Address) else region.origin
    escape_into(region, value)
    if not isinstance(offset, int):
        region.overwrite()
        return
    if region.text is not None:
        spell_out(region)
    region.lengths.clear()
    if isinstance(value, Whole):
        copy(machine, value.address, address, value.type.size)
        return
    region.cells[offset] = value


def receive(address: Address, origin: Origin | None) -> None:
    """Something that isn't followed wrote there: to the member that the address points to, or to all of it."""
    region, offset = address.region, address.offset
    if address.end is None:
        region.overwrite(origin)
    else:
        fill(
            region, offset if isinstance(offset, int) else address.start, address.end, Unknown(-128, 255, origin=origin)
        )


def spell_out(region: Region) -> None:
    """Turn a text into cells, before one of its characters changes."""
    text, region.text = region.text or "", None
    region.cells.update({index: ord(character) for index, character in enumerate(text[:TEXT])})
    region.cells[len(text)] = 0


def escape_into(region: Region, value: Value) -> None:
    """An address that is kept where others see it may be released by them."""
    if isinstance(value, Address) and (region.kind in ("global", "outside") or region.escaped):
        escape(value)


def escape(value: Value) -> None:
    """Others may release what an address stands for, and what that holds."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Whole):
            one = one.address
        if isinstance(one, Address) and not one.region.escaped:
            one.region.escaped = True
            waiting += one.region.cells.values()


def copy(machine: Machine, source: Address, target: Address, size: int | None) -> None:
    """Copy the cells of `size` bytes; all that is known of texts when the size isn't known."""
    start, goal = source.offset, target.offset
    region = target.region
    if target.end is None:
        region.origin = region.origin or source.region.origin
    if not isinstance(start, int) or not isinstance(goal, int):
        region.overwrite()
        return
    if source.region.text is not None:
        spell_out(source.region)
    if region.text is not None:
        spell_out(region)
    end = start + size if size is not None else start + TEXT
    shift = goal - start
    fill(region, goal, goal + (end - start), _default(source.region))
    for first, last, value in source.region.fills:
        if first < end and last > start:
            fill(region, max(first, start) + shift, min(last, end) + shift, value)
    for offset, value in list(source.region.cells.items()):
        if start <= offset < end:
            region.cells[offset + shift] = value
            escape_into(region, value)


def _default(region: Region) -> Value:
    if region.filled == "zero":
        return 0
    return Unknown(uninitialised=region.filled == "uninitialised", origin=region.origin)


def fill(region: Region, start: int, end: float, value: Value) -> None:
    """A range holds one value."""
    if region.text is not None:
        spell_out(region)
    region.lengths.clear()
    for offset in [offset for offset in region.cells if start <= offset < end]:
        del region.cells[offset]
    region.fills.append((start, end, value))


def text_length(address: Address, unit: int = 1) -> int | Unknown:
    """The characters before the terminating zero; a range where that isn't known."""
    region, offset = address.region, address.offset
    if not isinstance(offset, int):
        return Unknown(0, TEXT, origin=region.origin)
    if region.text is not None:
        return max(0, len(region.text) - offset // unit)
    found = _scanned_length(region, offset, unit)
    return found if isinstance(found, int) else region.lengths.setdefault((offset, unit), found)


def _scanned_length(region: Region, offset: int, unit: int) -> int | Unknown:
    if region.filled == "unknown" and not region.cells and not region.fills:
        return _unknown_length(region, offset, unit)
    for index in range(TEXT):
        value = peek_quietly(region, offset + index * unit)
        if value == 0:
            return index
        if not _surely_not_zero(value):
            return _unknown_length(region, offset, unit, index)
        if region.size == offset + index * unit + unit:
            return index + 1
    return TEXT


def _surely_not_zero(value: Value | None) -> bool:
    if isinstance(value, (int, float)):
        return value != 0
    return isinstance(value, Unknown) and not value.maybe_zero


def _unknown_length(region: Region, offset: int, unit: int, least: int = 0) -> Unknown:
    most = region.size // unit - offset // unit - 1 if isinstance(region.size, int) else float("inf")
    return Unknown(least, max(least, most), origin=region.origin)


def peek_quietly(region: Region, offset: int) -> Value | None:
    """What a cell holds, or None where that isn't known or beyond the end."""
    if offset in region.cells:
        return region.cells[offset]
    for start, end, value in reversed(region.fills):
        if start <= offset < end:
            return value
    if region.filled == "uninitialised":
        return Unknown(1, 255, uninitialised=True)
    return 0 if region.filled == "zero" else None


def is_unterminated(region: Region) -> bool:
    """Whether nothing at all was written to it yet."""
    return region.filled == "uninitialised" and not region.cells and not region.fills and region.text is None


# Checks


def check(machine: Machine, address: Address, size: int | Unknown, at: Span, writes: bool) -> None:
    """Report what is wrong with touching `size` bytes at an address."""
    region = address.region
    check_alive(machine, region, at)
    if region.forged and writes:
        machine.report("untrusted_pointer", at, "the address that is written to came from outside", region.origin)
    if region.kind == "outside" or region.size is None:
        return
    if _is_confused(address, size):
        machine.report("type_confusion", at, f"{region.name} is smaller than the type that it is used as")
        return
    _check_start(machine, address, size, at, writes)
    _check_end(machine, address, size, at, writes)


def _check_start(machine: Machine, address: Address, size: int | Unknown, at: Span, writes: bool) -> None:
    low, high = bounds(address.offset)
    decided = origin_of(address.offset) or origin_of(size)
    if high < 0 or (decided and low < 0):
        says = f"{_where(low, high)} before the start of {address.region.name or 'the buffer'}"
        machine.report("buffer_underwrite" if writes else "buffer_underread", at, says, decided)


def _check_end(machine: Machine, address: Address, size: int | Unknown, at: Span, writes: bool) -> None:
    least, most = bounds(size)
    low, high = bounds(address.offset)
    held = address.region.size if address.end is None else address.end
    limit, limit_high = bounds(held if held is not None else inf)
    decided = origin_of(address.offset) or origin_of(size)
    possibly = decided is not None and high + most > limit and not isinstance(held, Unknown)
    exact = low == high and least == most
    if _is_more(size, held) and address.offset == 0:
        machine.report("buffer_overwrite" if writes else "buffer_overread", at, _one_more(address.region, writes))
        return
    if least <= 0 or not ((exact and low + least > limit_high) or possibly):
        return
    kind = "buffer_overread" if not writes else "buffer_overwrite" if address.end is None else "member_overwrite"
    end = high + most if decided else low + least
    machine.report(kind, at, _beyond(address.region.name or "the buffer", end, limit, writes), decided)


def _is_more(size: int | Unknown, held: int | Unknown | None) -> bool:
    """Whether a size that isn't known is surely more than another one: it was made by adding to it."""
    if not isinstance(size, Unknown) or not isinstance(held, Unknown) or size.of is None:
        return False
    relation, other, by = size.of
    return relation == "+" and other is held and by > 0


def _one_more(region: Region, writes: bool) -> str:
    name = region.name or "the buffer"
    return f"{name} has room for the text, but not for the zero behind it" if writes else f"{name} is shorter than that"


def _is_confused(address: Address, size: int | Unknown) -> bool:
    """Whether a plain variable is looked at as something larger than it is, by a pointer that forgot its type."""
    region = address.region
    plain = region.kind in ("local", "global") and isinstance(region.content, (ctype.Integer, ctype.Floating))
    if not plain or not isinstance(size, int) or not isinstance(address.offset, int):
        return False
    width = region.content.size or 0 if region.content is not None else 0
    return 0 <= address.offset < 16 and size <= 16 and address.offset + size > width


def _where(low: float, high: float) -> str:
    return f"the access is {-high:g} bytes" if low == high else "the access can be"


def _beyond(name: str, end: float, limit: float, writes: bool) -> str:
    verb = "written" if writes else "read"
    if end > 1e6:
        return f"nothing keeps the access inside {name}, which has {limit:g} bytes"
    return f"{name} has {limit:g} bytes, but byte {end:g} is {verb}"


def check_alive(machine: Machine, region: Region, at: Span) -> None:
    """Report a dereference of what is null, may be null or was released."""
    if region.released is not None and region.kind == "heap":
        machine.report(
            "use_after_free", at, f"{region.name or 'the memory'} was released in line {region.released.line}"
        )
    elif region.null == "yes":
        machine.report("null_dereference", at, f"{region.name or 'the pointer'} is null here")
        region.null = "no"
    elif region.null == "maybe":
        machine.report("unchecked_null", at, f"{region.allocator} may have returned null, and nothing has tested it")
        region.null = "no"
    elif region.null == "unknown":
        region.dereferenced, region.used_in = region.dereferenced or at, len(machine.frames)
