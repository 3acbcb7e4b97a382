"""What touching memory at an address proves wrong: bounds, lifetimes, null."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from imperium.analysis.native import ctype
from imperium.analysis.native.value import Address, Region, Unknown, bounds, origin_of
from imperium.analysis.source import Span

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine


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
