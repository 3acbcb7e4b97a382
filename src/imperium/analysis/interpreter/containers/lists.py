"""Lists, by position."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.contents import absorb, at, put, with_items
from imperium.analysis.interpreter.operation import Operation
from imperium.analysis.interpreter.values import NOTHING, Thing, Value

if TYPE_CHECKING:
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State


def get(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return at(receiver, call.argument(0), state)


def set_(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    put(receiver, call.argument(0), call.argument(1), state)
    return NOTHING


def append(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    """`append(item)`; `add(index, item)` in Java."""
    if thing.items is None or call.rest:
        absorb(receiver, call.everything(state), state)
    elif len(call.arguments) == 2 and isinstance(call.argument(0).constant, int):
        return insert(receiver, thing, call, state)
    else:
        with_items(receiver, thing, (*thing.items, *call.arguments), state)
    return NOTHING


def insert(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    index, items = call.argument(0).constant, thing.items
    if items is None or not isinstance(index, int):
        absorb(receiver, call.everything(state), state)
        return NOTHING
    with_items(receiver, thing, (*items[:index], call.argument(1), *items[index:]), state)
    return NOTHING


def unshift(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    if thing.items is None:
        absorb(receiver, call.everything(state), state)
    else:
        with_items(receiver, thing, (*call.arguments, *thing.items), state)
    return NOTHING


def extend(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    other = state.thing(call.argument(0))
    if thing.items is None or other is None or other.items is None:
        absorb(receiver, call.everything(state), state)
    else:
        with_items(receiver, thing, thing.items + other.items, state)
        absorb(receiver, other.rest, state)
    return NOTHING


def pop(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return _take(receiver, thing, call.argument(0) if call.arguments else Value(constant=-1), state)


def shift(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return _take(receiver, thing, Value(constant=0), state)


def _take(receiver: Value, thing: Thing, index: Value, state: State) -> Value:
    found = at(receiver, index, state)
    items = thing.items
    if items is not None and isinstance(index.constant, int) and -len(items) <= index.constant < len(items):
        kept = list(items)
        del kept[index.constant]
        with_items(receiver, thing, tuple(kept), state)
    elif items is not None and not index.known:
        with_items(receiver, thing, None, state)
    return found


def remove(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    """Remove at an index (Java), or a value that is somewhere (Python)."""
    if isinstance(call.argument(0).constant, int):
        return _take(receiver, thing, call.argument(0), state)
    with_items(receiver, thing, None, state)
    return NOTHING


def clear(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    state.replace(receiver, Thing((), attributes=thing.attributes))
    return NOTHING


def first(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return at(receiver, Value(constant=0), state)


def last(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return at(receiver, Value(constant=-1), state)


def copy(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return state.make(Thing(thing.items, thing.entries, thing.rest, thing.attributes), receiver.type, receiver.taints)


def join(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return Value(state.deep(receiver))


def length(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return NOTHING


OPERATIONS: dict[str, Operation] = {
    "append": append,
    "insert": insert,
    "unshift": unshift,
    "extend": extend,
    "get": get,
    "set": set_,
    "pop": pop,
    "shift": shift,
    "remove": remove,
    "clear": clear,
    "first": first,
    "last": last,
    "copy": copy,
    "values": copy,
    "join": join,
    "length": length,
}
