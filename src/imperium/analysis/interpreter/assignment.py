"""Assignments: to names, attributes, items, and to several of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.contents import at, put
from imperium.analysis.interpreter.dispatch import evaluate
from imperium.analysis.interpreter.state import meet
from imperium.analysis.interpreter.stores import kept, kept_as, kept_in
from imperium.analysis.interpreter.values import NULL, Thing, Value, part, step, unions
from imperium.analysis.program import Assignment, Attribute, Mapping, Name, Sequence, Spread, Subscript

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.program import Expression, Node


def assign(frame: Frame, target: Expression, value: Value, state: State, node: Node) -> None:
    """Let a target stand for a value from here on."""
    if isinstance(target, Name):
        state.names[target.id] = _on_its_way(frame, target.id, kept(frame, target.id, value, node, state), node)
    elif isinstance(target, Attribute):
        _set_attribute(frame, target, kept(frame, target.name, value, node, state), state)
    elif isinstance(target, Subscript):
        _set_item(frame, target, value, state, node)
    elif isinstance(target, Sequence):
        _unpack(frame, target, value, state, node)
    elif isinstance(target, Mapping):
        _unpack_keys(frame, target, value, state, node)
    elif isinstance(target, Assignment):
        assign(frame, target.target, meet(value, evaluate(frame, target.value, state), state), state, node)
    elif isinstance(target, Spread):
        assign(frame, target.value, Value(part(state.deep(value), "*")), state, node)
    else:
        evaluate(frame, target, state)


def _on_its_way(frame: Frame, name: str, value: Value, node: Node) -> Value:
    if not value.taints:
        return value
    return value.tainted(step(value.taints, frame.unit.path, node.at, f"`{name}` is set"))


def _set_attribute(frame: Frame, target: Attribute, value: Value, state: State) -> None:
    owner = _anchored(frame, target.value, state)
    kept_as(frame, owner, target, value, state)
    thing = state.thing(owner)
    if thing is None:
        return
    if thing.entries is not None and not thing.attributes:
        state.replace(owner, Thing(thing.items, {**thing.entries, target.name: value}, thing.rest, thing.attributes))
    else:
        attributes = {**thing.attributes, target.name: value}
        state.replace(owner, Thing(thing.items, thing.entries, thing.rest, attributes))


def _anchored(frame: Frame, node: Expression, state: State) -> Value:
    """An object that can be changed: what a name stands for gets contents of its own where none are known."""
    value = evaluate(frame, node, state)
    if value.ref or not isinstance(node, Name) or node.id not in state.names:
        return value
    made = state.make(Thing())
    found = Value(value.taints, name=value.name, type=value.type, ref=made.ref, callee=value.callee)
    state.names[node.id] = found
    return found


def _set_item(frame: Frame, target: Subscript, value: Value, state: State, node: Node) -> None:
    owner = evaluate(frame, target.value, state)
    index = evaluate(frame, target.index, state)
    if isinstance(index.constant, str):
        value = kept(frame, index.constant, value, node, state)
    kept_in(frame, target.value, owner, index, value, node, state)
    if owner.ref:
        put(owner, index, value, state)
    elif isinstance(target.value, Name) and target.value.id in state.names:
        taints = unions((owner.taints, state.deep(value), index.taints))
        state.names[target.value.id] = owner.tainted(taints) if taints else owner


def _unpack(frame: Frame, target: Sequence, value: Value, state: State, node: Node) -> None:
    thing = state.thing(value)
    known = thing is not None and thing.items is not None and not any(isinstance(each, Spread) for each in target.items)
    for position, each in enumerate(target.items):
        if known or isinstance(value.constant, tuple):
            inner = at(value, Value(constant=position), state)
        else:
            inner = Value(part(state.deep(value), f"[{position}]"))
        assign(frame, each, inner, state, node)


def _unpack_keys(frame: Frame, target: Mapping, value: Value, state: State, node: Node) -> None:
    from imperium.analysis.interpreter.members import attribute_of

    for key, each in target.items:
        index = evaluate(frame, key, state) if key is not None else NULL
        if key is None or not isinstance(index.constant, str):
            assign(frame, each, Value(part(state.deep(value), "*")), state, node)
        else:
            probe = Name(each.at, index.constant)
            assign(frame, each, attribute_of(frame, value, index.constant, probe, state), state, node)
