"""Calls: functions of the project are run, those of a library do what `library.yaml` says, others are unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imperium.analysis.native import access, ctype, evaluation, execution, library, memory, objects, syntax
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.frame import DEPTH, Frame, Variable
from imperium.analysis.native.paths import Infeasible
from imperium.analysis.native.value import Address, Code, Region, Unknown, Value

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

ENDS = re.compile(
    r"x?die|fatal\w*|bail(_?out)?|panic|usage|abort\w*|\w*_exit|err_quit|out_of_memory|oom", re.IGNORECASE
)
"""Names of functions that never return, where their definition isn't at hand."""

STREAMS = ("cout", "cerr", "clog", "wcout", "wcerr")
SOURCES = ("cin", "wcin")


def called(node: syntax.Call) -> str:
    """The name that a call is made by, or an empty text."""
    match node.function:
        case syntax.Name(id=name) | syntax.Member(name=name):
            return name
        case _:
            return ""


def call(machine: Machine, node: syntax.Call) -> Value:
    """The value of a call, its effects done."""
    if isinstance(node.function, syntax.Member):
        return objects.method(machine, node, node.function)
    name = _target(machine, node)
    found = machine.function(name) if name else None
    if found is not None and found[0].body is not None and _may_enter(machine, found[0]):
        return inlined(machine, node, *found)
    if (model := library.model(name)) is not None and found is None:
        return library.apply(machine, node, name, model)
    return unknown(machine, node, name)


def _target(machine: Machine, node: syntax.Call) -> str:
    """The name of the function that a call reaches: through pointers too, where their value is known."""
    if isinstance(node.function, syntax.Name) and machine.variable(node.function.id) is None:
        return node.function.id
    value = evaluation.evaluate(machine, node.function)
    return value.name if isinstance(value, Code) else ""


def _may_enter(machine: Machine, function: syntax.Function) -> bool:
    return len(machine.frames) <= DEPTH and all(frame.function is not function for frame in machine.frames)


def inlined(machine: Machine, node: syntax.Call, function: syntax.Function, path: str) -> Value:
    """Run a function of the project in place of its call."""
    given = [_passed(machine, one, parameter) for one, parameter in _pairs(node.arguments, function.parameters)]
    machine.frames.append(Frame(function, path, node.at))
    for parameter, value in zip(function.parameters, given, strict=False):
        if isinstance(value, Address) and isinstance(parameter.type, ctype.Pointer) and parameter.type.reference:
            machine.frame.scopes[0][parameter.name] = Variable(value.region, parameter.type.to)
        else:
            made = machine.declare(parameter.name, parameter.type, parameter.at, filled=True)
            held = evaluation.converted(machine, value, parameter.type, parameter.at)
            memory.place(machine, Address(made.region), parameter.type, held)
    signal = execution.enter(machine, function)
    machine.frames.pop()
    if signal == execution.THROW:
        raise Infeasible
    returned = signal.value if isinstance(signal, execution.Leave) else None
    return returned if returned is not None else machine.fresh(function.returns, node.at)


def _pairs(
    given: list[syntax.Expression], parameters: list[syntax.Parameter]
) -> list[tuple[syntax.Expression, syntax.Parameter]]:
    return list(zip(given, parameters, strict=False))


def _passed(machine: Machine, node: syntax.Expression, parameter: syntax.Parameter) -> Value:
    if isinstance(parameter.type, ctype.Pointer) and parameter.type.reference:
        address = evaluation.place_of(machine, node)
        if address is not None and address.offset == 0:
            return address
    value = evaluation.evaluate(machine, node)
    evaluation.check_conversion(machine, node, value, parameter.type, node.at)
    return value


def unknown(machine: Machine, node: syntax.Call, name: str) -> Value:
    """A call that isn't followed: it may write to what it is given, unless its declaration says that it doesn't."""
    declared = machine.project.declared.get(name)
    values = [evaluation.evaluate(machine, one) for one in node.arguments]
    types = [parameter.type for parameter in declared.parameters] if declared is not None else []
    for index, value in enumerate(values):
        if isinstance(value, Address) and value.region.released is not None:
            access.check_alive(machine, value.region, node.at)
        if index < len(types) and isinstance(value, Unknown):
            evaluation.check_conversion(machine, node.arguments[index], value, types[index], node.at)
    if ENDS.fullmatch(name):
        raise Infeasible
    kept = [not (index < len(types) and _is_const(types[index])) for index in range(len(values))]
    machine.unknown_call(values, kept)
    made = machine.fresh(declared.returns if declared is not None else None, node.at)
    if isinstance(made, Unknown):
        made.call = name
    return made


def _is_const(kind: Type) -> bool:
    return isinstance(kind, ctype.Pointer) and kind.constant


def returned_type(machine: Machine, node: syntax.Call) -> Type | None:
    """The type that a call returns."""
    name = called(node)
    found = machine.function(name)
    if found is not None:
        return found[0].returns
    if name in machine.project.declared:
        return machine.project.declared[name].returns
    return library.returns(name)


# C++


def new(machine: Machine, node: syntax.New) -> Value:
    """Memory that `new` gives: never null, to be given back by the `delete` of its kind."""
    for one in node.arguments:
        evaluation.evaluate(machine, one)
    if node.placed:
        return Address(Region("outside", node.at, escaped=True))
    each = node.type.size
    count = evaluation.evaluate(machine, node.count) if node.count is not None else 1
    if isinstance(count, Unknown):
        machine.check_allocation(node.at, node.count, count)
    size = count * each if isinstance(count, int) and each is not None else None
    filled = (
        "uninitialised" if not isinstance(node.type, (ctype.Opaque, ctype.Record)) and not node.arguments else "unknown"
    )
    region = Region("heap", node.at, "the memory", size, "unknown", allocator="new" if node.count is None else "new[]")
    region.filled = "uninitialised" if filled == "uninitialised" else "unknown"
    if isinstance(node.type, ctype.Opaque):
        region.escaped = True
    return machine.take(region)


def delete(machine: Machine, node: syntax.Delete) -> Value:
    """Give memory back."""
    value = evaluation.evaluate(machine, node.value)
    machine.release(value, "new[]" if node.array else "new", node.at)
    return 0


def stream(machine: Machine, node: syntax.Binary, left: Value) -> Value | None:
    """`cin >> x` and `cout << x`; None for shifts."""

    root: syntax.Expression = node
    while isinstance(root, syntax.Binary) and root.operator == node.operator:
        root = root.left
    if not isinstance(root, syntax.Name):
        return None
    if node.operator == ">>" and root.id in SOURCES:
        objects.read_into(machine, node.right, node.at)
        return left
    if node.operator == "<<" and root.id in STREAMS:
        evaluation.evaluate(machine, node.right)
        return left
    return None
