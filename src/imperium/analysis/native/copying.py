"""Copying, filling and receiving memory, as the functions of `string.h` and the system calls do."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from imperium.analysis.native import access, ctype, memory
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.flaw import Origin
from imperium.analysis.native.value import Address, Unknown, Value, bounds, origin_of
from imperium.analysis.source import Span

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

Size = int | Unknown


def product(*values: Value | None) -> Size:
    """The product of sizes."""
    low, high, origin = 1.0, 1.0, None
    for value in values:
        least, most = bounds(value) if value is not None else (0, inf)
        low, high, origin = low * least, high * most if high and most else 0, origin or origin_of(value)
    return int(low) if low == high and low < inf else Unknown(low, high, origin=origin)


def _times(count: Value | None, unit: int) -> Size:
    if isinstance(count, (int, float)):
        return max(0, int(count)) * unit
    if isinstance(count, Unknown) and unit == 1 and count.low >= 0:
        return count
    low, high = bounds(count) if count is not None else (0, inf)
    return Unknown(max(0, low) * unit, high * unit, origin=origin_of(count))


def _plus(size: Size, more: int) -> Size:
    if isinstance(size, int):
        return size + more
    return Unknown(size.low + more, size.high + more, origin=size.origin, of=("+", size, more))


def _least(one: Size, two: Size) -> Size:
    (a, b), (c, d) = bounds(one), bounds(two)
    low, high = min(a, c), min(b, d)
    return int(low) if low == high and low < inf else Unknown(low, high, origin=origin_of(one) or origin_of(two))


def read_text(machine: Machine, address: Address, unit: int, at: Span) -> Size:
    """The length of a text that is read, in characters; checks that it is one."""
    access.check_alive(machine, address.region, at)
    region = address.region
    if memory.is_unterminated(region):
        machine.report(
            "uninitialised_read", at, f"{region.name or 'the memory'} is read as text before anything was written to it"
        )
        region.filled = "unknown"
    length = memory.text_length(address, unit)
    if isinstance(region.size, int) and isinstance(address.offset, int) and region.kind != "outside":
        _check_terminated(machine, address, length, unit, at)
    return length


def _check_terminated(machine: Machine, address: Address, length: Size, unit: int, at: Span) -> None:
    access.check(machine, address, unit, at, writes=False)
    if (
        isinstance(length, int)
        and isinstance(address.offset, int)
        and address.region.size == address.offset + length * unit
    ):
        machine.report("unterminated_text", at, f"{address.region.name or 'the text'} has no zero at its end")


def copy(
    machine: Machine, at: Span, how: dict[str, Any], target: Address, source: Address, count: Value | None, unit: int
) -> None:
    """Copy a text or `count` units."""
    size, read = _extents(machine, at, how, source, count, unit)
    start = target
    if how.get("append"):
        length = read_text(machine, target, unit, at)
        start = Address(target.region, _after(target, length, unit))
        size = _plus(size, unit)
    _check_overlap(machine, at, how, target, source, size)
    access.check(machine, start, size, at, writes=True)
    access.check(machine, source, read, at, writes=False)
    access.check_alive(machine, target.region, at)
    _transfer(machine, start, source, size, read)
    if how.get("append") and isinstance(size, int) and isinstance(start.offset, int):
        start.region.cells[start.offset + size - unit] = 0


def _extents(
    machine: Machine, at: Span, how: dict[str, Any], source: Address, count: Value | None, unit: int
) -> tuple[Size, Size]:
    """(bytes written, bytes read)."""
    if how.get("exact"):
        access.check_alive(machine, source.region, at)
        if memory.is_unterminated(source.region) and source.region.kind in ("local", "heap") and isinstance(count, int):
            machine.report(
                "uninitialised_read", at, f"{source.region.name} is copied before anything was written to it"
            )
        return _times(count, unit), _times(count, unit)
    length = read_text(machine, source, unit, at)
    whole = _times(length, unit)
    if how.get("pads"):
        return _times(count, unit), _least(_plus(whole, unit), _times(count, unit))
    if how.get("bounded"):
        return _least(_plus(whole, unit), _times(count, unit)), _plus(whole, unit)
    if how.get("append") and count is not None:
        limited = _least(whole, _times(count, unit))
        return limited, limited
    return (whole if how.get("append") else _plus(whole, unit)), whole


def _after(target: Address, length: Size, unit: int) -> int | Unknown:
    if isinstance(length, int) and isinstance(target.offset, int):
        return target.offset + length * unit
    low, high = bounds(length)
    start = target.offset if isinstance(target.offset, int) else 0
    return Unknown(start + low * unit, start + high * unit)


def _check_overlap(
    machine: Machine, at: Span, how: dict[str, Any], target: Address, source: Address, size: Size
) -> None:
    if not how.get("apart") or target.region is not source.region or not isinstance(size, int):
        return
    if (
        isinstance(target.offset, int)
        and isinstance(source.offset, int)
        and 0 < abs(target.offset - source.offset) < size
    ):
        machine.report("overlapping_copy", at, "source and target overlap, which memcpy doesn't allow")


def _transfer(machine: Machine, target: Address, source: Address, size: Size, read: Size) -> None:
    """Move what is known; a size that isn't known leaves unknown contents."""
    if not isinstance(size, int) or not isinstance(target.offset, int):
        origin = source.region.origin
        memory.receive(target, origin)
        return
    extent = min(size, read) if isinstance(read, int) else size
    memory.copy(machine, source, target, size if extent == size else extent)
    if extent < size:
        memory.fill(target.region, target.offset + extent, target.offset + size, 0)


def set_memory(machine: Machine, at: Span, target: Address, value: Value, count: Value, unit: int) -> None:
    """Fill `count` units."""
    size = _times(count, unit)
    access.check(machine, target, size, at, writes=True)
    if isinstance(size, int) and isinstance(target.offset, int):
        memory.fill(target.region, target.offset, target.offset + size, value)
    else:
        target.region.overwrite()


def receive(
    machine: Machine, at: Span, target: Address, count: Value | None, origin: Origin, unit: int, unbounded: bool
) -> None:
    """Bytes from outside arrive."""
    if unbounded:
        machine.report("unbounded_input", at, "as many characters are written as arrive", origin)
    elif count is not None:
        access.check(machine, target, _times(count, unit), at, writes=True)
    access.check_alive(machine, target.region, at)
    memory.receive(target, origin)


def known_text(machine: Machine, value: Value | None) -> str | None:
    """The text that a value points to, where all its characters are known."""
    if not isinstance(value, Address) or not isinstance(value.offset, int):
        return None
    if value.region.text is not None:
        return value.region.text[value.offset :]
    length = memory.text_length(value)
    if not isinstance(length, int) or length > 64:
        return None
    cells = [memory.peek_quietly(value.region, value.offset + index) for index in range(length)]
    return (
        "".join(chr(cell) for cell in cells if isinstance(cell, int))
        if all(isinstance(cell, int) for cell in cells)
        else None
    )


def parsed_number(text: str, kind: Type) -> int | float:
    """What `atoi` and its like make of a text."""
    import re

    match = re.match(r"\s*([+-]?\d+(\.\d+)?)", text)
    if match is None:
        return 0
    return float(match[1]) if isinstance(kind, ctype.Floating) else int(match[1].partition(".")[0])
