"""Reading and writing memory that is modelled: what is there, and what such an access proves wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.native import access, ctype
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.flaw import Origin
from imperium.analysis.native.value import Address, Region, Unknown, Value, Whole, origin_of
from imperium.analysis.source import Span

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

TEXT = 4_096
"""Characters of a text that are looked at to find its end."""


def load(machine: Machine, address: Address, kind: Type | None, at: Span) -> Value:
    """What stands at an address, as a type; checks the access."""
    size = kind.size if kind is not None else None
    access.check(machine, address, size or 1, at, writes=False)
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
    access.check(machine, address, size or 1, at, writes=True)
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
