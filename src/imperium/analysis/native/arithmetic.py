"""Arithmetic on known numbers, ranges and addresses; what overflows, is cut off or divides by zero."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isfinite
from typing import TYPE_CHECKING

from imperium.analysis.native import ctype, syntax, types
from imperium.analysis.native.ctype import Integer, Type
from imperium.analysis.native.flaw import Origin
from imperium.analysis.native.folding import combined
from imperium.analysis.native.value import Address, Unknown, Value, any_of, bounds, fits, origin_of
from imperium.analysis.source import Span

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

ARITHMETIC = ("+", "-", "*")


def binary(machine: Machine, node: syntax.Binary, left: Value, right: Value) -> Value:
    """`left operator right`; checks division and the range of the result."""
    if isinstance(left, Address) or isinstance(right, Address):
        return _addresses(machine, node, left, right)
    if node.operator in ("/", "%"):
        _check_divisor(machine, node, right)
    kind = types.type_of(machine, node)
    made = _known(node.operator, left, right, kind)
    if made is None:
        made = _ranges(node.operator, left, right, kind)
    if node.operator in ARITHMETIC:
        check_range(machine, made, kind, node.at, node)
    return as_integer(made, kind) if isinstance(kind, Integer) else made


def _known(sign: str, left: Value, right: Value, kind: Type | None) -> Value | None:
    if isinstance(left, int) and isinstance(right, int) and not isinstance(kind, ctype.Floating):
        return combined(sign, left, right)
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return _floats(sign, float(left), float(right))
    return None


def _floats(sign: str, left: float, right: float) -> float | None:
    made = {"+": left + right, "-": left - right, "*": left * right}.get(sign)
    if sign == "/" and right != 0:
        made = left / right
    return made if made is not None and isfinite(made) else None


def _ranges(sign: str, left: Value, right: Value, kind: Type | None) -> Unknown:
    origin = origin_of(left) or origin_of(right)
    (a, b), (c, d) = bounds(left), bounds(right)
    low, high = _extent(sign, (a, b), (c, d), left is right)
    whole = any_of(kind)
    made = Unknown(low if low > -inf else whole.low, high if high < inf else whole.high, origin=origin)
    if sign == "+" and isinstance(left, Unknown) and isinstance(right, int):
        made.of = ("+", left, right)
    elif sign == "-" and isinstance(left, Unknown) and isinstance(right, int):
        made.of = ("+", left, -right)
    elif sign == "+" and isinstance(right, Unknown) and isinstance(left, int):
        made.of = ("+", right, left)
    return made


def _extent(sign: str, one: tuple[float, float], two: tuple[float, float], same: bool) -> tuple[float, float]:
    """The range of an operation on two ranges; without end where it isn't worked out."""
    (a, b), (c, d) = one, two
    match sign:
        case "+":
            return a + c, b + d
        case "-":
            return (0, 0) if same else (a - d, b - c)
        case "*":
            corners = [
                x * y
                for x in (a, b)
                for y in (c, d)
                if not (x in (inf, -inf) and y == 0) and not (y in (inf, -inf) and x == 0)
            ]
            return (0 if same else min(corners, default=0), max(corners, default=0))
        case "%" if c == d and c > 0 and isfinite(c):
            return (0 if a >= 0 else 1 - c), c - 1
        case "&" if c == d and c >= 0:
            return 0, d
        case "|" | "^" if all(isfinite(bound) for bound in (a, b, c, d)):
            bits = max(int(abs(bound)).bit_length() for bound in (a, b, c, d))
            return (0 if a >= 0 and c >= 0 else -(1 << bits)), (1 << bits) - 1
        case "/" if c == d and c not in (0, inf, -inf):
            ends = [int(x / c) if isfinite(x) else x * c for x in (a, b)]
            return min(ends), max(ends)
        case ">>" if c == d and 0 <= c < 128 and a >= 0:
            return 0, b if b == inf else int(b) >> int(c)
        case _:
            return -inf, inf


def unary(machine: Machine, node: syntax.Unary, value: Value) -> Value:
    """`-`, `+` and `~` of a value."""
    if isinstance(value, (int, float)):
        if node.operator == "-":
            return -value
        return ~value if node.operator == "~" and isinstance(value, int) else value
    low, high = bounds(value)
    if node.operator == "-":
        return Unknown(-high, -low, origin=origin_of(value))
    return value if node.operator == "+" else any_of(types.type_of(machine, node), origin_of(value))


def sum_of(machine: Machine, value: Value, by: int, kind: Type | None, at: Span) -> Value:
    """A value counted up or down by one of its kind."""
    each = ctype.pointee(kind)
    if isinstance(value, Address):
        return moved(value, by, each.size if each is not None else None)
    if isinstance(value, (int, float)):
        return value + by
    low, high = bounds(value)
    made = Unknown(low + by, high + by, origin=origin_of(value))
    made.of = ("+", value, by) if isinstance(value, Unknown) else None
    return made


# Addresses


def moved(address: Address, by: Value, each: int | None) -> Address:
    """An address `by` elements further on."""
    size = each or 1
    if isinstance(by, (int, float)) and isinstance(address.offset, int):
        return replace(address, offset=address.offset + int(by) * size)
    (low, high), (start, end) = bounds(by), bounds(address.offset)
    origin = origin_of(by) or origin_of(address.offset)
    return replace(address, offset=Unknown(start + low * size, end + high * size, origin=origin))


def _addresses(machine: Machine, node: syntax.Binary, left: Value, right: Value) -> Value:
    if isinstance(left, Address) and isinstance(right, Address):
        return _distance(machine, node, left, right)
    address, other = (left, right) if isinstance(left, Address) else (right, left)
    kind = types.type_of(machine, node.left if isinstance(left, Address) else node.right)
    each = ctype.pointee(kind)
    if not isinstance(address, Address) or node.operator not in ("+", "-"):
        return Unknown()
    by = -other if isinstance(other, (int, float)) and node.operator == "-" else other
    if isinstance(other, Unknown) and node.operator == "-":
        by = Unknown(-other.high, -other.low, origin=other.origin)
    return moved(address, by, each.size if each is not None else None)


def _distance(machine: Machine, node: syntax.Binary, left: Address, right: Address) -> Value:
    if left.region is not right.region:
        if node.operator == "-" and "outside" not in (left.region.kind, right.region.kind):
            says = f"{left.region.name} and {right.region.name} are different objects: their distance means nothing"
            machine.report("pointer_subtraction", node.at, says)
        return Unknown()
    each = ctype.pointee(types.type_of(machine, node.left))
    if isinstance(left.offset, int) and isinstance(right.offset, int) and node.operator == "-":
        return (left.offset - right.offset) // ((each.size if each is not None else 1) or 1)
    return Unknown()


# Conversions and checks


def as_integer(value: Value, kind: Integer) -> Value:
    """A number as an integer type holds it: known ones wrap around."""
    if isinstance(value, float):
        value = int(value) if isfinite(value) else 0
    if isinstance(value, int):
        least, most = kind.range
        return value if least <= value <= most else (value - least) % (1 << 8 * kind.width) + least
    if isinstance(value, Unknown) and not fits(value, kind):
        return _into(value, kind)
    return value


def as_floating(value: Value, kind: ctype.Floating) -> Value:
    """A number as a floating type holds it."""
    if isinstance(value, int):
        return float(value) if abs(value) < 1 << 1000 else Unknown(*kind.range)
    if isinstance(value, Unknown) and not value.uninitialised and not fits(value, kind):
        least, most = kind.range
        return Unknown(max(least, value.low), min(most, value.high), value.nonzero, value.origin, ("same", value, 0))
    return value


def _into(value: Unknown, kind: Integer) -> Unknown:
    made = any_of(kind, value.origin)
    made.call, made.uninitialised, made.nonzero = value.call, value.uninitialised, value.nonzero
    least, most = kind.range
    if value.low >= least or value.low == -inf:
        made.of = ("same", value, 0) if value.high >= most else None
    if value.low >= least and value.fractional:
        made.low = max(least, int(value.low))
    if value.high <= most and isinstance(value.low, float) and value.low >= least:
        made.high = int(value.high)
    return made


def check_range(machine: Machine, value: Value, kind: Type | None, at: Span, node: syntax.Expression) -> None:
    """Report a result that its type can't hold."""
    if not isinstance(kind, Integer) or fits(value, kind) or machine.is_expanded(at):
        return
    least, most = kind.range
    low, high = bounds(value)
    origin = origin_of(value)
    if origin is None and not (low == high and (kind.signed or _steps(node))):
        return
    if high > most and isfinite(high):
        name = "integer_overflow" if kind.signed else "wraparound"
        says = f"the result can be {high:g}, a {kind.name} holds at most {most}"
        machine.report(name, at, says, origin, strength=0.9 if kind.signed else 0.5)
    if low < least and isfinite(low) and (kind.signed or _subtracts(node)):
        name = "integer_underflow" if kind.signed else "wraparound"
        says = f"the result can be {low:g}, a {kind.name} holds at least {least}"
        machine.report(name, at, says, origin, strength=0.9 if kind.signed else 0.5)


def _steps(node: syntax.Expression) -> bool:
    """Whether a number is counted up by a literal; a hash that wraps around means to."""
    plain = isinstance(node, syntax.Binary) and node.operator == "+" and isinstance(node.right, syntax.Literal)
    return plain or (isinstance(node, syntax.Increment) and node.by > 0)


def _subtracts(node: syntax.Expression) -> bool:
    return isinstance(node, syntax.Increment) or (isinstance(node, syntax.Binary) and node.operator == "-")


def check_narrowing(machine: Machine, value: Value, source: Type | None, kind: Type, at: Span, known: bool) -> None:
    """Report a value from outside that loses its upper bits, its sign or its precision; with `known` fixed ones too."""
    origin = origin_of(value)
    if isinstance(value, int) and isinstance(kind, Integer) and kind.signed and known and not fits(value, kind):
        machine.report("truncation", at, f"{value} doesn't fit into a {kind.name}")
    if not isinstance(value, Unknown) or origin is None or fits(value, kind):
        return
    if isinstance(kind, ctype.Floating):
        machine.report("truncation", at, f"a value that can be {value.high:g} is cut down to {kind.name}", origin)
    elif isinstance(kind, Integer):
        _check_cut(machine, value, source, kind, at, origin)


def _check_cut(machine: Machine, value: Unknown, source: Type | None, kind: Integer, at: Span, origin: Origin) -> None:
    low, high = bounds(value)
    bits = 8 * kind.width
    if kind.width == 1 and not kind.signed:
        return  # this is how bytes are taken out of a number
    if isinstance(source, ctype.Floating) or (low < -(1 << bits - 1) or high >= 1 << bits):
        name = source.name if isinstance(source, (Integer, ctype.Floating)) else "value"
        machine.report("truncation", at, f"a {name} that can be {high:g} is cut down to {kind.name}", origin)
    elif kind.signed and isinstance(source, Integer) and not source.signed:
        machine.report(
            "signedness", at, f"an {source.name} that can be {high:g} becomes negative as {kind.name}", origin
        )


def _check_divisor(machine: Machine, node: syntax.Binary, right: Value) -> None:
    if right == 0:
        machine.report("divide_by_zero", node.at, "the divisor is zero here")
    elif isinstance(right, Unknown) and right.origin is not None and right.maybe_zero:
        machine.report("divide_by_zero", node.at, "the divisor is decided outside and may be zero", right.origin)
        right.exclude_zero()
