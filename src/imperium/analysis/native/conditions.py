"""Tests: which way a path goes, and what it knows from then on."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from imperium.analysis.native import evaluation, syntax
from imperium.analysis.native.folding import compared
from imperium.analysis.native.value import Address, Code, Unknown, Value, bounds, zero

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
UNBOUNDED = 1 << 30
"""A count that may be as large as this has no bound that anybody chose."""


def holds(
    machine: Machine, test: syntax.Expression, forced: bool | None = None, loop: syntax.Loop | None = None
) -> bool:
    """Go one way at a test and learn from it. `forced` is taken where both ways are open."""
    match test:
        case syntax.Binary(operator="&&", left=left, right=right):
            return holds(machine, left, forced, loop) and holds(machine, right, forced, loop)
        case syntax.Binary(operator="||", left=left, right=right):
            return holds(machine, left, forced, loop) or holds(machine, right, forced, loop)
        case syntax.Unary(operator="!", operand=inner):
            return not holds(machine, inner, None if forced is None else not forced, loop)
        case syntax.Binary(operator=sign, left=left, right=right) if sign in COMPARISONS:
            return _compare(machine, test, forced, loop)
        case _:
            return _truth(machine, test, evaluation.evaluate(machine, test), forced)


def _choose(machine: Machine, test: syntax.Expression, forced: bool | None) -> bool:
    return machine.search.choose(test) if forced is None else forced


def _truth(machine: Machine, test: syntax.Expression, value: Value, forced: bool | None) -> bool:
    is_zero = _known_zero(machine, test, value)
    if is_zero is not None:
        return not is_zero
    chosen = _choose(machine, test, forced)
    learn_zero(machine, test, value, not chosen)
    return chosen


def _known_zero(machine: Machine, test: syntax.Expression, value: Value) -> bool | None:
    """Whether a value is zero; a pointer that was used isn't null, and a test of it comes late."""
    if not isinstance(value, Address) or value.region.dereferenced is None or value.region.null != "unknown":
        return zero(value)
    region = value.region
    if region.used_in == len(machine.frames) and value.offset == 0 and region.dereferenced is not None:
        says = f"{region.name or 'the pointer'} is tested for null after it was used in line {region.dereferenced.line}"
        machine.report("late_null_test", test.at, says)
    return False


def learn_zero(machine: Machine, test: syntax.Expression, value: Value, is_zero: bool) -> None:
    """From here on a value is zero or null, or isn't."""
    if isinstance(value, Unknown):
        if is_zero:
            value.narrow(0, 0)
        else:
            value.exclude_zero()
    elif isinstance(value, Address):
        value.region.null = "yes" if is_zero else "no"


def _compare(machine: Machine, test: syntax.Binary, forced: bool | None, loop: syntax.Loop | None) -> bool:
    left, right = evaluation.evaluate(machine, test.left), evaluation.evaluate(machine, test.right)
    if loop is not None:
        _check_loop(machine, test, left, right)
    verdict = decide(test.operator, left, right)
    if verdict is None and test.operator in ("==", "!=") and (pointer := _beside_null(left, right)) is not None:
        return _null_test(machine, test, pointer, forced)
    if verdict is not None:
        return verdict
    chosen = _choose(machine, test, forced)
    learn(test.operator if chosen else OPPOSITE[test.operator], left, right)
    return chosen


def _beside_null(left: Value, right: Value) -> Address | None:
    """The pointer that is compared with null."""
    if isinstance(left, Address):
        return left if right == 0 else None
    return right if isinstance(right, Address) and left == 0 else None


def _null_test(machine: Machine, test: syntax.Binary, value: Value, forced: bool | None) -> bool:
    other = _known_zero(machine, test, value)
    if other is None:
        chosen = _choose(machine, test, forced)
        learn_zero(machine, test, value, chosen == (test.operator == "=="))
        return chosen
    return other == (test.operator == "==")


def decide(sign: str, left: Value, right: Value) -> bool | None:
    """Whether a comparison holds, where that is known."""
    if isinstance(left, Address) or isinstance(right, Address):
        return _decide_addresses(sign, left, right)
    if isinstance(left, Code) or isinstance(right, Code):
        return compared(sign, 0, 1) if isinstance(left, int) or isinstance(right, int) else None
    (least, most), (low, high) = bounds(left), bounds(right)
    if left is right and isinstance(left, Unknown):
        return sign in ("==", "<=", ">=")
    if least == most and low == high:
        return compared(sign, least, low)
    return _decide_ranges(sign, (least, most), (low, high), left, right)


def _decide_ranges(
    sign: str, one: tuple[float, float], two: tuple[float, float], left: Value, right: Value
) -> bool | None:
    if sign in (">", ">="):
        return _decide_ranges(MIRRORED[sign], two, one, right, left)
    if sign == "<":
        return True if one[1] < two[0] else False if one[0] >= two[1] else None
    if sign == "<=":
        return True if one[1] <= two[0] else False if one[0] > two[1] else None
    ruled_out = isinstance(left, Unknown) and two[0] == two[1] and two[0] in left.excluded
    apart = ruled_out or one[1] < two[0] or two[1] < one[0] or (two == (0, 0) and zero(left) is False)
    return (sign == "!=") if apart else None


def _decide_addresses(sign: str, left: Value, right: Value) -> bool | None:
    if isinstance(left, Address) and isinstance(right, Address) and left.region is right.region:
        if isinstance(left.offset, int) and isinstance(right.offset, int):
            return compared(sign, left.offset, right.offset)
        return None
    if (number := _number_beside_handle(left, right)) is not None:
        return compared(sign, *number)
    known = {zero(left), zero(right)}
    if sign in ("==", "!=") and known == {True, False}:
        return sign == "!="
    if sign in ("==", "!=") and known == {True}:
        return sign == "=="
    return None


def _number_beside_handle(left: Value, right: Value) -> tuple[float, float] | None:
    """Numbers to compare when an address meets a number: an open descriptor is above 2, no address is below 1."""
    address, number = (left, right) if isinstance(left, Address) else (right, left)
    if (
        not isinstance(address, Address)
        or not isinstance(number, int)
        or (number == 0 and address.region.kind != "handle")
    ):
        return None
    if zero(address) is True:
        known = 0
    elif address.region.kind == "handle" or number < 0:
        known = 3 if number < 3 else number + 1
    else:
        return None
    return (known, number) if address is left else (number, known)


def learn(sign: str, left: Value, right: Value) -> None:
    """Narrow both sides of a comparison that holds."""
    if isinstance(left, Unknown):
        _learn_one(sign, left, right)
    if isinstance(right, Unknown):
        _learn_one(MIRRORED[sign], right, left)


def _learn_one(sign: str, value: Unknown, other: Value) -> None:
    low, high = bounds(other)
    whole = not value.fractional and all(isinstance(bound, int) or bound in (inf, -inf) for bound in (low, high))
    by = 1 if whole else 0
    match sign:
        case "==":
            value.narrow(low, high)
        case "<":
            value.narrow(high=high - by)
        case "<=":
            value.narrow(high=high)
        case ">":
            value.narrow(low=low + by)
            value.nonzero = value.nonzero or low >= 0
        case ">=":
            value.narrow(low=low)
        case "!=":
            _learn_difference(value, low, high)
    if sign == ">" and low >= 0:
        value.exclude_zero()


def _learn_difference(value: Unknown, low: float, high: float) -> None:
    if low != high:
        return
    if low == 0:
        value.exclude_zero()
    value.excluded.add(low)
    if value.low == low:
        value.narrow(low=low + 1)
    elif value.high == low:
        value.narrow(high=low - 1)


def _check_loop(machine: Machine, test: syntax.Binary, left: Value, right: Value) -> None:
    """Report a loop whose number of rounds somebody outside decides."""
    limit = right if test.operator in ("<", "<=", "!=") else left if test.operator in (">", ">=") else None
    if isinstance(limit, Unknown) and limit.origin is not None and limit.high >= UNBOUNDED:
        says = "how often the loop runs is decided outside, and nothing bounds it"
        machine.report("unbounded_loop", test.at, says, limit.origin)
