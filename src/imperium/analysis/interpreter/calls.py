"""Calls: what the rules say of them, then what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.callee import ClassOf, FunctionOf
from imperium.analysis.interpreter.dispatch import evaluate, evaluates
from imperium.analysis.interpreter.functions import construct, follow, run_callbacks
from imperium.analysis.interpreter.inheritance import above, constructor_above
from imperium.analysis.interpreter.invocation import Invocation
from imperium.analysis.interpreter.members import attribute_of, names_of
from imperium.analysis.interpreter.results import result
from imperium.analysis.interpreter.sinks import check
from imperium.analysis.interpreter.stores import kept
from imperium.analysis.interpreter.values import CLEAN, Taints, Value, union
from imperium.analysis.program import Attribute, Call, Spread

if TYPE_CHECKING:
    from imperium.analysis.catalogue import Catalogue, Known, Trust
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.program import Expression


@evaluates(Call)
def call(frame: Frame, node: Call, state: State) -> Value:
    invocation = _invocation(frame, node, state)
    frame.operands[id(node)] = invocation
    check(frame, invocation, state)
    found = _followed(frame, invocation, state)
    if found is None:
        found = result(frame, invocation, state)
        given = run_callbacks(frame, invocation, state)
        if given is not None and invocation.method in frame.unit.catalogue.model.gathers:
            found = Value(given)
    invocation.ends = invocation.ends or invocation.known.ends
    return found


def _followed(frame: Frame, call: Invocation, state: State) -> Value | None:
    """What a function or class of the project gives; None: it is none, or rules know better."""
    if (call.known.sanitizers and call.names) or call.known.sources:
        return None
    if call.names == ("builtins.super",):
        return _above(frame, call, state)
    callee = call.callee.callee
    if isinstance(callee, FunctionOf):
        return follow(frame, callee, call, state)
    if isinstance(callee, ClassOf):
        return construct(frame, callee, call, state)
    return None


def _above(frame: Frame, call: Invocation, state: State) -> Value | None:
    """`super()` is an object in Python; in other languages it runs the constructor above."""
    if frame.unit.module.language == "python":
        return above(frame, state)
    constructor = constructor_above(frame, state)
    return follow(frame, constructor, call, state) if constructor is not None else None


def _invocation(frame: Frame, node: Call, state: State) -> Invocation:
    function = node.function
    receiver: Value | None = None
    method: str | None = None
    if isinstance(function, Attribute):
        receiver = evaluate(frame, function.value, state)
        method = function.name
        callee = attribute_of(frame, receiver, method, function, state)
        names = names_of(receiver, method, frame.unit.catalogue)
        if callee.name and callee.name not in names:
            names = (callee.name, *names)
    else:
        callee = evaluate(frame, function, state)
        names = _callable_names(callee)
    arguments, rest = _arguments(frame, node, state)
    keywords = {name: _named(frame, name, each, state) for name, each in node.keywords if name is not None}
    spread: Taints = CLEAN
    for name, each in node.keywords:
        if name is None:
            spread = union(spread, _spread_keywords(evaluate(frame, each, state), keywords, state))
    known = _known(frame, names, None if isinstance(callee.callee, FunctionOf) else method, receiver)
    rest = union(rest, spread)
    options = frame.unit.catalogue.model.options
    return Invocation(
        node, callee, names, known, arguments, keywords, rest, method, receiver, spread=spread, options=options
    )


def _named(frame: Frame, name: str, node: Expression, state: State) -> Value:
    return kept(frame, name, evaluate(frame, node, state), node, state)


def _callable_names(callee: Value) -> tuple[str, ...]:
    if callee.name:
        return (callee.name,)
    return (f"{callee.type}.__call__",) if callee.type else ()


def _arguments(frame: Frame, node: Call, state: State) -> tuple[list[Value], Taints]:
    found: list[Value] = []
    rest: Taints = CLEAN
    for each in node.arguments:
        if not isinstance(each, Spread):
            found.append(evaluate(frame, each, state))
            continue
        value = evaluate(frame, each.value, state)
        thing = state.thing(value)
        if thing is not None and thing.items is not None:
            found.extend(thing.items)
            rest = union(rest, union(thing.rest, value.taints))
        else:
            rest = union(rest, state.deep(value))
    return found, rest


def _spread_keywords(value: Value, keywords: dict[str, Value], state: State) -> Taints:
    thing = state.thing(value)
    if thing is None or thing.entries is None:
        return state.deep(value)
    for name, each in thing.entries.items():
        keywords.setdefault(str(name), each)
    return union(thing.rest, value.taints)


def _known(frame: Frame, names: tuple[str, ...], method: str | None, receiver: Value | None) -> Known:
    """What is known of a call; by its bare name only where it can be a method that rules mean."""
    catalogue = frame.unit.catalogue
    if method is not None and receiver is not None:
        return catalogue.of_call(names, method, _trust(catalogue, receiver))
    if names and not catalogue.is_closed(names[0]):
        return catalogue.of_call(names, names[0].rpartition(".")[2], "sanitizers")
    return catalogue.of_call(names, None, "nothing")


def _trust(catalogue: Catalogue, receiver: Value) -> Trust:
    if receiver.name and catalogue.is_closed(receiver.name):
        return "nothing"
    if catalogue.container(receiver.type) is not None:
        return "nothing" if receiver.name else "folds"
    return "rules"
