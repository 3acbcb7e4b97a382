"""Format texts: what `printf` and `scanf` do with their arguments."""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, Any

from imperium.analysis.native import access, copying, ctype, evaluation, memory, syntax, types
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.flaw import Origin
from imperium.analysis.native.value import Address, Unknown, Value, any_of, bounds, origin_of

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

DIRECTIVE = re.compile(
    r"%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?(hh|h|ll|l|L|j|z|t|I64)?([diouxXeEfFgGaAcsSpn%]|\[\^?\]?[^\]]*\])"
)
WIDTHS: dict[str, Type] = {
    "hh": ctype.CHAR,
    "h": ctype.SHORT,
    "": ctype.INT,
    "l": ctype.LONG,
    "ll": ctype.LONG,
    "j": ctype.LONG,
    "z": ctype.SIZE,
    "t": ctype.LONG,
    "I64": ctype.LONG,
}


def print_formatted(machine: Machine, node: syntax.Call, how: dict[str, Any], values: list[Value]) -> None:
    """Check the format and its arguments; write the result where the function writes one."""
    if how["text"] >= len(values):
        return
    given = values[how["text"]]
    origin = origin_of(given)
    if origin is not None and origin.grade > 0.6:
        machine.report("format_string", node.at, f"{origin.says} is used as the format", origin)
    text = copying.known_text(machine, given)
    length: int | Unknown = Unknown(0, inf, origin=origin)
    if text is not None and "first" in how:
        length = _check_arguments(machine, node, text, how["first"], values)
    if "to" in how:
        _write(machine, node, how, values, length)


def _check_arguments(machine: Machine, node: syntax.Call, text: str, first: int, values: list[Value]) -> int | Unknown:
    """Check each argument against its directive; the length of the result."""
    at, low, high, origin = first, 0.0, 0.0, None
    for match in DIRECTIVE.finditer(text):
        if match[5] == "%":
            continue
        at += (match[2] == "*") + (match[3] == "*")
        if at < len(values):
            least, most, found = _printed(machine, node, match, values[at], node.arguments[at])
            low, high, origin = low + least, high + most, origin or found
        at += 1
    if at > len(values):
        machine.report(
            "format_arguments", node.at, f"the format asks for {at - first} values, {len(values) - first} are given"
        )
    fixed = len(DIRECTIVE.sub("", text)) + text.count("%%")
    low, high = low + fixed, high + fixed
    return int(low) if low == high else Unknown(low, high, origin=origin)


def _printed(
    machine: Machine, node: syntax.Call, match: re.Match[str], value: Value, argument: syntax.Expression
) -> tuple[float, float, Origin | None]:
    """(least, most, origin) of the characters that an argument becomes."""
    kind = types.type_of(machine, argument)
    width = int(match[2]) if match[2] and match[2].isdigit() else 0
    if match[5] not in ("s", "S"):
        return max(width, 1), max(width, 400 if match[5] in "fF" else 24), None
    if isinstance(kind, (ctype.Integer, ctype.Floating)):
        machine.report("format_arguments", node.at, f"`%s` is given a number ({kind.name}), not a text")
        return width, inf, None
    address = evaluation.pointed(machine, value, node.at)
    length = copying.read_text(machine, address, 4 if match[4] == "l" or match[5] == "S" else 1, node.at)
    least, most = bounds(length)
    limit = int(match[3]) if match[3] and match[3].isdigit() else inf
    return max(width, min(least, limit)), max(width, min(most, limit)), address.region.origin


def _write(
    machine: Machine, node: syntax.Call, how: dict[str, Any], values: list[Value], length: int | Unknown
) -> None:
    if "limit" in how and how["limit"] < len(values) and values[how["limit"]] == 0:
        return  # only the length is asked for
    target = evaluation.pointed(machine, values[how["to"]], node.at)
    access.check_alive(machine, target.region, node.at)
    unit = how.get("unit", 1)
    if "limit" in how and how["limit"] < len(values):
        size = copying._times(values[how["limit"]], unit)
    else:
        low, high = bounds(length)
        size = copying._times(
            int(low) + 1 if low == high else Unknown(low + 1, high + 1, origin=origin_of(length)), unit
        )
    if not ("limit" in how and isinstance(size, Unknown)):
        access.check(machine, target, size, node.at, writes=True)
    memory.receive(target, origin_of(length))


def scan_formatted(machine: Machine, node: syntax.Call, how: dict[str, Any], values: list[Value]) -> None:
    """Values from outside, or out of a text, arrive in the arguments."""
    text = copying.known_text(machine, values[how["text"]]) if how["text"] < len(values) else None
    source = values[how["from"]] if "from" in how and how["from"] < len(values) else None
    origin = origin_of(source) if "from" in how else Origin(machine.frame.path, node.at, "what is typed in")
    known = copying.known_text(machine, source) if source is not None else None
    matches = [match for match in DIRECTIVE.finditer(text or "") if match[5] != "%" and match[2] != "*"]
    for index, value in enumerate(values[how["first"] :]):
        if isinstance(value, Address):
            match = matches[index] if index < len(matches) else None
            _arrive(machine, node, value, match, origin, known)


def _arrive(
    machine: Machine,
    node: syntax.Call,
    target: Address,
    match: re.Match[str] | None,
    origin: Origin | None,
    known: str | None,
) -> None:
    if match is None:
        target.region.overwrite(origin)
        return
    if match[5] in ("s", "S") or match[5].startswith("["):
        if not match[2] and "from" and isinstance(target.region.size, int):
            machine.report("unbounded_input", node.at, "`%s` writes as many characters as arrive", origin)
        elif match[2]:
            access.check(machine, target, int(match[2]) + 1, node.at, writes=True)
        target.region.overwrite(origin)
        return
    kind = _scanned(match)
    value = copying.parsed_number(known, kind) if known is not None else any_of(kind, origin)
    memory.place(machine, target, kind, value)


def _scanned(match: re.Match[str]) -> Type:
    width = match[4] or ""
    if match[5] in "eEfFgGaA":
        return ctype.DOUBLE if width == "l" else ctype.FLOAT
    if match[5] == "c":
        return ctype.WIDE if width == "l" else ctype.CHAR
    kind = WIDTHS.get(width, ctype.INT)
    unsigned = match[5] in "ouxX" and isinstance(kind, ctype.Integer)
    return (
        ctype.Integer(f"unsigned {kind.name}", kind.width, False)
        if unsigned and isinstance(kind, ctype.Integer)
        else kind
    )
