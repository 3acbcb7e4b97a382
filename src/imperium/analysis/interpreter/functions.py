"""Functions of the project: called, constructed, passed on to be called."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

from imperium.analysis.interpreter.assignment import assign
from imperium.analysis.interpreter.callee import ClassOf, FunctionOf, InstanceOf
from imperium.analysis.interpreter.contents import element
from imperium.analysis.interpreter.declared import declared
from imperium.analysis.interpreter.dispatch import evaluate, execute
from imperium.analysis.interpreter.frame import DEPTH, Frame
from imperium.analysis.interpreter.overloads import fitting, implementations
from imperium.analysis.interpreter.state import State, join, meet
from imperium.analysis.interpreter.summaries import Before, applied, signature, summarised
from imperium.analysis.interpreter.values import CLEAN, NOTHING, NULL, Taints, Thing, Value, step, union, unions
from imperium.analysis.program import Closure

if TYPE_CHECKING:
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.program import Parameter

OWN = ("self", "cls")
CONSTRUCTORS = ("__init__", "constructor")


def follow(frame: Frame, function: FunctionOf, call: Invocation, state: State) -> Value | None:
    """What a function of the project gives, by running it; None where it isn't followed any deeper."""
    chosen = fitting(function, call) if function.others else function
    ways = implementations(frame, chosen) if chosen.node.is_abstract else [chosen]
    if len(ways) == 1:
        return _follow(frame, ways[0], call, state)
    found = [value for way in ways if (value := _follow(frame, way, call, state)) is not None]
    call.exits, call.ends = None, False
    return reduce(lambda one, other: meet(one, other, state), found) if found else None


def _follow(frame: Frame, function: FunctionOf, call: Invocation, state: State) -> Value | None:
    if frame.depth >= DEPTH or id(function.node) in frame.stack:
        return None
    frame.run.world.follows(frame.unit, function.unit, function.node)
    frame.run.called.add(id(function.node))
    key = signature(function, call, frame.depth)
    known = frame.run.world.summaries.get(key) if key is not None else None
    if known is not None:
        return applied(known, call)
    before = Before(dict(state.heap), state.proofs, frame.run.told) if key is not None else None
    value = _run(frame, function, call, state)
    if key is not None and before is not None and _is_pure(before, call, state, frame):
        outcome = summarised(value, call)
        if outcome is not None:
            frame.run.world.summaries[key] = outcome
    return value


def _is_pure(before: Before, call: Invocation, state: State, frame: Frame) -> bool:
    """Whether a call changed nothing that was there, found nothing and proved nothing."""
    if frame.run.told != before.told or not call.exits:
        return False
    if any(after.proofs - before.proofs for after, _ in call.exits):
        return False
    return all(state.heap.get(ref) is thing for ref, thing in before.heap.items())


def _run(frame: Frame, function: FunctionOf, call: Invocation, state: State) -> Value:
    inner = _entered(frame, function, call)
    local = State({}, state.heap, state.ground, state.proofs, state.marks)
    bind(inner, function, _passed(frame, call, function), call, local)
    end = execute(inner, function.node.body, local)
    if end is not None:
        inner.exits.append((end, NULL))
    call.exits = inner.exits
    return declared(inner, _came_back(call, inner.exits, state), function.node.returns, function.node.at)


def _entered(frame: Frame, function: FunctionOf, call: Invocation) -> Frame:
    stack = (*frame.stack, id(call.node), id(function.node))
    return Frame(frame.run, function.unit, function.node, function.closure, frame.activation, frame.depth + 1, stack)


def _passed(frame: Frame, call: Invocation, function: FunctionOf) -> list[Value]:
    called = function.node.name or "a function"
    return [_on_its_way(frame, value, call, called) for value in call.arguments]


def _on_its_way(frame: Frame, value: Value, call: Invocation, called: str) -> Value:
    if not value.taints:
        return value
    return value.tainted(step(value.taints, frame.unit.path, call.node.at, f"it is passed to `{called}`"))


def _came_back(call: Invocation, exits: list[tuple[State, Value]], state: State) -> Value:
    """The value of all ways out, and what all of them changed and proved."""
    if not exits:
        call.ends = True
        return NOTHING
    after: State | None = None
    for left, _ in exits:
        after = left if after is None else join(after, left)
    if after is not None:
        state.heap = after.heap
        for kinds, origin in after.proofs - state.proofs:
            state.clear(kinds, frozenset((origin,)))
        _retyped(after, state)
    found = exits[0][1]
    for _, value in exits[1:]:
        found = meet(found, value, state)
    return found


def _retyped(after: State, state: State) -> None:
    """An object that the called function configured is of its new type here too, by all names that it has."""
    types = {value.ref: value.type for value in after.names.values() if value.ref and value.type}
    for name, value in state.names.items() if types else ():
        type_ = types.get(value.ref, value.type)
        if type_ != value.type:
            state.names[name] = Value(value.taints, name=value.name, type=type_, ref=value.ref, callee=value.callee)


def bind(frame: Frame, function: FunctionOf, given: list[Value], call: Invocation, state: State) -> None:
    """Let the parameters of a function stand for what is passed."""
    taken = list(function.node.parameters)
    if function.this is not None:
        if taken and taken[0].name in OWN and function.owner is not None:
            state.names[taken.pop(0).name] = function.this
        else:
            state.names["this"] = function.this
    for position, parameter in enumerate(taken):
        value = _given(frame, parameter, position, given, call, state)
        if parameter.pattern is not None:
            assign(frame, parameter.pattern, value, state, parameter)
        elif parameter.name:
            state.names[parameter.name] = value


def _given(
    frame: Frame, parameter: Parameter, position: int, given: list[Value], call: Invocation, state: State
) -> Value:
    if parameter.kind == "rest":
        return state.make(Thing(tuple(given[position:]), rest=call.rest), "list")
    if parameter.kind == "keywords":
        return state.make(Thing(entries=dict(call.keywords), rest=call.rest), "dict")
    if parameter.kind == "positional" and position < len(given):
        return given[position]
    if parameter.name in call.keywords:
        return call.keywords[parameter.name]
    if call.rest:
        return Value(call.rest)
    return evaluate(frame, parameter.default, state) if parameter.default is not None else NULL


def construct(frame: Frame, of: ClassOf, call: Invocation, state: State) -> Value:
    """A new object of a class of the project: its fields, then its constructor."""
    made = instance(of, state)
    constructor = next((found for name in CONSTRUCTORS if (found := of.method(name))), None)
    if constructor is None:
        return _filled(made, call, state)
    followed = follow(frame, constructor.bound(made), call, state)
    call.exits, call.ends = None, False
    return made if followed is not None else _filled(made, call, state)


def _filled(made: Value, call: Invocation, state: State) -> Value:
    """An object whose constructor isn't seen holds what it was given, under the names it was given by."""
    attributes = dict(call.keywords)
    taints = unions(state.deep(value) for value in call.arguments)
    state.replace(made, Thing(rest=union(taints, call.rest), attributes=attributes))
    return made


def instance(of: ClassOf, state: State) -> Value:
    """An object of a class, as it is before its constructor ran."""
    made = state.make(Thing(), of.name)
    return Value(type=of.name, ref=made.ref, callee=InstanceOf(of))


def run_callbacks(frame: Frame, call: Invocation, state: State) -> Taints | None:
    """Functions that are passed to what isn't followed are called by it: with data of a request where a framework
    does, otherwise with what the object or the other arguments hold. What they give; None where none was passed."""
    from imperium.analysis.interpreter.entries import is_handler

    entry = frame.unit.catalogue.callback(call.names, call.method)
    written = {id(each.function) for each in call.node.arguments if isinstance(each, Closure)}
    given: Taints | None = None
    for function in _passed_on(call, state):
        if entry is not None or is_handler(function):
            frame.run.later.append((function, state.fork(), entry))
        elif not function.node.name or id(function.node) in written:
            given = union(given or CLEAN, _called_back(frame, function, call, state))
    return given


def _passed_on(call: Invocation, state: State) -> Iterator[FunctionOf]:
    """The functions among the arguments, those in a list of them too."""
    for value in (*call.arguments, *call.keywords.values()):
        thing = state.thing(value)
        for each in (value, *(thing.items or () if thing is not None else ())):
            if isinstance(each.callee, FunctionOf):
                yield each.callee


def _called_back(frame: Frame, function: FunctionOf, call: Invocation, state: State) -> Taints:
    from imperium.analysis.interpreter.invocation import Invocation as Passed

    held = element(call.receiver, state) if call.receiver is not None else NOTHING
    gathers = frame.unit.catalogue.model.gathers
    others = [value for value in call.arguments if value.callee is not function]
    others = others if not gathers or call.method in gathers else []
    passed = held if held.taints or held.ref or not others else element(others[0], state)
    inner = Passed(call.node, call.callee, (), call.known, [passed] * len(function.node.parameters), {})
    found = follow(frame, function, inner, state)
    return state.deep(found) if found is not None else CLEAN
