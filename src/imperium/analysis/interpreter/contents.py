"""What lists, maps and builders hold: looked at and changed by place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from imperium.analysis.interpreter.folding import Scalar
from imperium.analysis.interpreter.state import WIDTH, meet
from imperium.analysis.interpreter.values import (
    CLEAN,
    NOTHING,
    UNSET,
    Taints,
    Thing,
    Value,
    part,
    union,
    unions,
    without,
)
from imperium.analysis.masks import everything

if TYPE_CHECKING:
    from imperium.analysis.interpreter.state import State


def element(value: Value, state: State) -> Value:
    """Any one of what a value holds: the items of a list, the keys of a map, a part of a text."""
    thing = state.thing(value)
    if thing is None:
        return Value(part(value.taints, "[]"))
    if thing.entries:
        return Value(union(thing.rest, value.taints), next(iter(thing.entries)) if len(thing.entries) == 1 else UNSET)
    return _any(thing.items or (), union(value.taints, thing.rest), state)


def _any(values: Iterable[Value], rest: Taints, state: State) -> Value:
    found: Value | None = Value(rest) if rest else None
    for value in values:
        found = value if found is None else meet(found, value, state)
    return found or NOTHING


def at(value: Value, index: Value, state: State) -> Value:
    """What a value holds at an index or key: as predictable as the index is."""
    found = _held(value, index, state)
    chance = without(index.taints, everything()) if index.taints else CLEAN
    return found.tainted(union(found.taints, chance)) if chance else found


def _held(value: Value, index: Value, state: State) -> Value:
    thing = state.thing(value)
    if thing is None:
        return _character(value, index)
    if thing.entries is not None:
        return _entry(value, thing, index, state)
    return _nth(value, thing, index, state)


def _character(value: Value, index: Value) -> Value:
    if isinstance(value.constant, (str, bytes, tuple)) and isinstance(index.constant, int):
        constant = value.constant
        return Value(constant=constant[index.constant]) if -len(constant) <= index.constant < len(constant) else NOTHING
    name = f"[{index.constant}]" if index.known else "[]"
    return Value(part(value.taints, name))


def _entry(value: Value, thing: Thing, index: Value, state: State) -> Value:
    entries = thing.entries or {}
    rest = union(value.taints, thing.rest)
    if isinstance(index.constant, Scalar):
        found = entries.get(index.constant)
        if found is None:
            return Value(rest)
        return found if not rest else meet(found, Value(rest), state)
    return _any(entries.values(), rest, state) if not index.taints or entries else Value(rest)


def _nth(value: Value, thing: Thing, index: Value, state: State) -> Value:
    rest = union(value.taints, thing.rest)
    if isinstance(index.constant, int) and thing.items is not None:
        known = -len(thing.items) <= index.constant < len(thing.items)
        found = thing.items[index.constant] if known else NOTHING
        return found if not rest else meet(found, Value(part(rest, f"[{index.constant}]")), state)
    return _any(thing.items or (), rest, state)


def put(target: Value, index: Value, value: Value, state: State) -> None:
    """Keep a value in an object at an index or key."""
    thing = state.thing(target)
    if thing is None:
        return
    if thing.entries is not None and isinstance(index.constant, Scalar) and len(thing.entries) < WIDTH:
        state.replace(
            target, Thing(thing.items, {**thing.entries, index.constant: value}, thing.rest, thing.attributes)
        )
    elif (
        thing.items is not None
        and isinstance(index.constant, int)
        and -len(thing.items) <= index.constant < len(thing.items)
    ):
        items = list(thing.items)
        items[index.constant] = value
        state.replace(target, Thing(tuple(items), thing.entries, thing.rest, thing.attributes))
    else:
        absorb(target, union(state.deep(value), state.deep(index)), state)


def absorb(target: Value, taints: Taints, state: State) -> None:
    """Let something into an object at a place that isn't known."""
    thing = state.thing(target)
    if thing is not None and taints:
        state.replace(target, Thing(thing.items, thing.entries, union(thing.rest, taints), thing.attributes))


def with_items(receiver: Value, thing: Thing, items: tuple[Value, ...] | None, state: State) -> None:
    rest = thing.rest
    if items is None or len(items) > WIDTH:
        rest = union(rest, unions(state.deep(value) for value in (items or thing.items or ())))
        items = None
    state.replace(receiver, Thing(items, thing.entries, rest, thing.attributes))
