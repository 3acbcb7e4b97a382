"""Statements, run along one path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imperium.analysis.native import conditions, ctype, declaring, evaluation, lowering, memory, objects, syntax
from imperium.analysis.native.frame import Frame
from imperium.analysis.native.paths import Infeasible
from imperium.analysis.native.value import Address, Region, Unknown, Value, bounds

if TYPE_CHECKING:
    from imperium.analysis.native.machine import Machine

ROUNDS = 300
"""Rounds of a loop that are run one by one at most."""

FEW = 12
"""Rounds of a counting loop before the machine skips to its last one."""


@dataclass(frozen=True, slots=True)
class Leave:
    """`return`."""

    value: Value | None


@dataclass(frozen=True, slots=True)
class Jump:
    """`goto`."""

    label: str


BREAK: Final = "break"
CONTINUE: Final = "continue"
THROW: Final = "throw"
Signal = Leave | Jump | str | None


def start(machine: Machine, function: syntax.Function, path: str) -> None:
    """Run a function that is called by somebody unknown, to the end of one path."""
    machine.frames.append(Frame(function, path, function.at))
    for parameter in function.parameters:
        made = machine.declare(parameter.name, parameter.type, parameter.at, filled=True)
        memory.place(machine, Address(made.region), parameter.type, _argument(machine, function, parameter))
    signal = enter(machine, function)
    if isinstance(signal, Leave) and isinstance(signal.value, Address):
        memory.escape(signal.value)
    if function.name != "main" and signal != THROW:
        machine.finish()


def _argument(machine: Machine, function: syntax.Function, parameter: syntax.Parameter) -> Value:
    origin = objects.command_line(machine, function, parameter)
    return machine.fresh(parameter.type, parameter.at, origin, parameter.name)


def enter(machine: Machine, function: syntax.Function) -> Signal:
    """Run the body of the function on top."""
    signal = body(machine, function.body.body) if function.body is not None else None
    if isinstance(signal, Jump):
        raise Infeasible
    return signal


def body(machine: Machine, statements: list[syntax.Statement]) -> Signal:
    """Run statements in order; a jump to a label among them goes on there."""
    at = 0
    while at < len(statements):
        signal = execute(machine, statements[at])
        at += 1
        if isinstance(signal, Jump) and (target := _labelled(statements, signal.label)) is not None:
            at = target
        elif signal is not None:
            return signal
    return None


def _labelled(statements: list[syntax.Statement], label: str) -> int | None:
    for index, one in enumerate(statements):
        if isinstance(one, syntax.Label) and one.name == label:
            return index
    return None


def execute(machine: Machine, statement: syntax.Statement) -> Signal:
    """Run one statement; what it returns says where to go on, None is the next one."""
    machine.search.step()
    match statement:
        case syntax.Evaluate(value=value):
            evaluation.evaluate(machine, value)
        case syntax.Declare():
            declaring.declare(machine, statement)
        case syntax.Block():
            return _block(machine, statement)
        case syntax.If():
            return _if(machine, statement)
        case syntax.Loop():
            return _loop(machine, statement)
        case syntax.Switch():
            return _switch(machine, statement)
        case syntax.Return():
            return Leave(_returned(machine, statement))
        case syntax.Break():
            return BREAK
        case syntax.Continue():
            return CONTINUE
        case syntax.Goto(label=label):
            return Jump(label)
        case syntax.Throw():
            return THROW
        case syntax.Try():
            return _try(machine, statement)
    return None


def _block(machine: Machine, statement: syntax.Block) -> Signal:
    machine.frame.scopes.append({})
    signal = body(machine, statement.body)
    machine.frame.scopes.pop()
    return signal


def _if(machine: Machine, statement: syntax.If) -> Signal:
    if conditions.holds(machine, statement.test):
        return execute(machine, statement.body)
    return execute(machine, statement.otherwise) if statement.otherwise is not None else None


def _returned(machine: Machine, statement: syntax.Return) -> Value | None:
    if statement.value is None:
        return None
    value = evaluation.evaluate(machine, statement.value)
    returns = machine.frame.function.returns
    if isinstance(returns, ctype.Pointer) and isinstance(value, Address) and _own(machine, value.region):
        machine.report(
            "stack_address", statement.at, f"{value.region.name or 'the memory'} is gone once the function returns"
        )
    return evaluation.converted(machine, value, returns, statement.at)


def _own(machine: Machine, region: Region) -> bool:
    return region.kind in ("local", "stack") and region.depth == len(machine.frames)


def _try(machine: Machine, statement: syntax.Try) -> Signal:
    signal = execute(machine, statement.body)
    if signal == THROW and statement.handlers:
        return execute(machine, statement.handlers[0].body)
    return signal


# Loops


def _loop(machine: Machine, loop: syntax.Loop) -> Signal:
    open_rounds = 0
    for number in range(ROUNDS):
        if number or not loop.first:
            known = machine.search.position
            if loop.test is not None and not conditions.holds(
                machine, loop.test, False if open_rounds >= 2 else None, loop
            ):
                return None
            open_rounds += machine.search.position > known
        signal = execute(machine, loop.body)
        if signal == BREAK:
            return None
        if signal is not None and signal != CONTINUE:
            return signal
        if loop.step is not None:
            evaluation.evaluate(machine, loop.step)
        if number == FEW:
            _skip(machine, loop)
    raise Infeasible


def _skip(machine: Machine, loop: syntax.Loop) -> None:
    """Set the counter of a counting loop to its last value: what goes wrong goes wrong there."""
    test, step = loop.test, loop.step
    if not isinstance(test, syntax.Binary) or not isinstance(test.left, syntax.Name) or step is None:
        return
    by, variable = _stride(step, test.left.id), machine.variable(test.left.id)
    if by == 0 or variable is None or _counts(loop.body, test.left.id):
        return
    now, end = memory.peek(machine, Address(variable.region), variable.type), evaluation.quietly(machine, test.right)
    if isinstance(now, int) and isinstance(end, int) and test.operator in ("<", "<=", ">", ">=", "!="):
        last = end if "=" in test.operator and test.operator != "!=" else end - by
        if (last - now) * by > 0:
            variable.region.cells[0] = last - (last - now) % abs(by)
            _blur(machine, loop.body)


def _stride(step: syntax.Expression, name: str) -> int:
    match step:
        case syntax.Increment(target=syntax.Name(id=target), by=by) if target == name:
            return by
        case syntax.Assign(target=syntax.Name(id=target), operator="+", value=syntax.Literal(value=int(by))) if (
            target == name
        ):
            return by
        case _:
            return 0


def _counts(inside: syntax.Node, name: str) -> bool:
    return name in lowering.assigned(inside)


def _blur(machine: Machine, inside: syntax.Node) -> None:
    """What the rounds in between wrote is somewhere in the memory that they wrote to."""
    for node in syntax.walk(inside):
        target = node.target if isinstance(node, syntax.Assign) else None
        while isinstance(target, syntax.Member):
            target = target.value
        if isinstance(target, (syntax.Index, syntax.Unary)):
            held = target.value if isinstance(target, syntax.Index) else target.operand
            address = evaluation.quietly(machine, held)
            if isinstance(address, Address) and address.region.filled == "uninitialised":
                address.region.filled = "unknown"
                address.region.cells.clear()


def _switch(machine: Machine, switch: syntax.Switch) -> Signal:
    subject = evaluation.evaluate(machine, switch.subject)
    chosen = _chosen(machine, switch, subject)
    for case in switch.cases[chosen:] if chosen is not None else ():
        signal = body(machine, case.body)
        if signal == BREAK:
            return None
        if signal is not None:
            return signal
    return None


def _chosen(machine: Machine, switch: syntax.Switch, subject: Value) -> int | None:
    otherwise = None
    for index, case in enumerate(switch.cases):
        value = None if case.value is None else evaluation.quietly(machine, case.value)
        if case.value is None:
            otherwise = index
        elif _is_case(machine, case, subject, value):
            return index
    return otherwise


def _is_case(machine: Machine, case: syntax.Case, subject: Value, value: Value | None) -> bool:
    if isinstance(subject, int) and isinstance(value, int):
        return subject == value
    low, high = bounds(subject)
    if isinstance(value, int) and not low <= value <= high:
        return False
    if isinstance(subject, Unknown) and value in subject.excluded:
        return False
    chosen = machine.search.choose(case)
    if isinstance(subject, Unknown) and isinstance(value, int):
        conditions.learn("==" if chosen else "!=", subject, value)
    return chosen
