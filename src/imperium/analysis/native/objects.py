"""What comes in besides the results of functions: parameters, streams, and objects of C++ with their methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.native import ctype, evaluation, memory, syntax, types
from imperium.analysis.native.flaw import PARAMETER, Origin
from imperium.analysis.native.frame import Variable
from imperium.analysis.native.value import Address, Region, Unknown, Value, Whole, any_of, origin_of
from imperium.analysis.source import Span

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine


def command_line(machine: Machine, function: syntax.Function, parameter: syntax.Parameter) -> Origin | None:
    """Who decides a parameter: the arguments of a program come from outside, a text may."""
    path, kind = machine.frame.path, parameter.type
    if function.name in ("main", "wmain"):
        return (
            Origin(path, parameter.at, "an argument of the program", 0.7) if isinstance(kind, ctype.Pointer) else None
        )
    text = isinstance(kind, ctype.Pointer) and kind.constant and kind.to in (ctype.CHAR, ctype.WIDE)
    return Origin(path, parameter.at, f"the parameter `{parameter.name}`", PARAMETER) if text else None


def read_into(machine: Machine, node: syntax.Expression, at: Span) -> None:
    """`cin >> x`."""
    origin = Origin(machine.frame.path, at, "what is typed in")
    target, kind = evaluation.place_of(machine, node), types.type_of(machine, node)
    if target is None:
        return
    if isinstance(kind, (ctype.Integer, ctype.Floating)):
        memory.place(machine, target, kind, any_of(kind, origin))
        return
    if isinstance(kind, ctype.Pointer):
        target = evaluation.pointed(machine, evaluation.evaluate(machine, node), at)
    bounded, machine.bounded_input = machine.bounded_input, False
    if isinstance(kind, (ctype.Array, ctype.Pointer)) and not bounded:
        machine.report("unbounded_input", at, "as many characters are written as are typed in", origin)
    target.region.overwrite(origin)


def method(machine: Machine, node: syntax.Call, member: syntax.Member) -> Value:
    """A call of a method: of files, strings and streams what matters is known, others may change their object."""
    receiver = evaluation.evaluate(machine, member.value)
    values = [evaluation.evaluate(machine, one) for one in node.arguments]
    region = (
        receiver.address.region
        if isinstance(receiver, Whole)
        else receiver.region
        if isinstance(receiver, Address)
        else None
    )
    origin = next((found for one in values if (found := origin_of_any(one)) is not None), None)
    machine.bounded_input = machine.bounded_input or member.name == "width"
    if member.name == "open" and origin is not None and origin.grade > 0.6:
        machine.report("path_traversal", node.at, f"{origin.says} decides which file is opened", origin)
    if member.name in ("c_str", "data", "str", "substr", "front", "back", "at", "top", "begin"):
        held = region.origin if region is not None else None
        return Address(Region("outside", node.at, origin=held, escaped=True))
    machine.unknown_call(values, [True] * len(values))
    if region is not None:
        region.origin = region.origin or origin
    return Unknown(call=member.name)


def origin_of_any(value: Value) -> Origin | None:
    return value.address.region.origin if isinstance(value, Whole) else origin_of(value)


def construct(machine: Machine, one: syntax.Declare, kind: ctype.Opaque, made: Variable) -> None:
    """An object of a library's class is made."""
    values = [evaluation.evaluate(machine, argument) for argument in one.arguments]
    origin = next((found for value in values if (found := origin_of_any(value)) is not None), None)
    if kind.name in ("ifstream", "ofstream", "fstream") and origin is not None and origin.grade > 0.6:
        machine.report("path_traversal", one.at, f"{origin.says} decides which file is opened", origin)
    machine.unknown_call(values, [kind.name != "string"] * len(values))
    made.region.origin = made.region.origin or origin
