"""Maps, by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.contents import at, put
from imperium.analysis.interpreter.folding import Scalar
from imperium.analysis.interpreter.operation import Operation
from imperium.analysis.interpreter.state import meet
from imperium.analysis.interpreter.values import NOTHING, NULL, Thing, Value, union

if TYPE_CHECKING:
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State


def get(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    found = at(receiver, call.argument(0), state)
    missing = thing.entries is not None and call.argument(0).known and call.argument(0).constant not in thing.entries
    if len(call.arguments) > 1 and (missing or not call.argument(0).known):
        return call.argument(1) if missing and not thing.rest else meet(found, call.argument(1), state)
    return NULL if missing and not found.taints and not receiver.taints else found


def set_(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    put(receiver, call.argument(0), call.argument(1), state)
    return NOTHING


def drop(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    """Remove a key; what it had is given."""
    found = get(receiver, thing, call, state)
    key = call.argument(0)
    if thing.entries is not None and key.known:
        entries = {name: value for name, value in thing.entries.items() if name != key.constant}
        state.replace(receiver, Thing(thing.items, entries, thing.rest, thing.attributes))
    return found


def update(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    other = state.thing(call.argument(0))
    given = dict(other.entries) if other and other.entries is not None else {}
    given |= call.keywords
    rest = thing.rest if other is None or other.entries is None else union(thing.rest, other.rest)
    if not given:
        rest = union(rest, call.everything(state))
    state.replace(receiver, Thing(thing.items, {**(thing.entries or {}), **given}, rest, thing.attributes))
    return NOTHING


def default(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    key = call.argument(0)
    if thing.entries is not None and key.known and key.constant not in thing.entries:
        put(receiver, key, call.argument(1), state)
    return at(receiver, key, state)


def keys(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    keys = tuple(Value(constant=key) for key in thing.entries or {})
    return state.make(Thing(keys, rest=thing.rest), "list", receiver.taints)


def values(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    if thing.entries is None:
        return copy(receiver, thing, call, state)
    return state.make(Thing(tuple(thing.entries.values()), rest=thing.rest), "list", receiver.taints)


def pairs(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    pairs = tuple(
        state.make(Thing((Value(constant=key), value)), "tuple") for key, value in (thing.entries or {}).items()
    )
    return state.make(Thing(pairs, rest=thing.rest), "list", receiver.taints)


def contains(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    key = call.argument(0)
    if thing.entries is not None and key.known and not thing.rest and isinstance(key.constant, Scalar):
        return Value(constant=key.constant in thing.entries)
    return NOTHING


def clear(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    state.replace(receiver, Thing(entries={}, attributes=thing.attributes))
    return NOTHING


def copy(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return state.make(Thing(thing.items, thing.entries, thing.rest, thing.attributes), receiver.type, receiver.taints)


def length(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return NOTHING


OPERATIONS: dict[str, Operation] = {
    "get": get,
    "set": set_,
    "pop": drop,
    "update": update,
    "clear": clear,
    "keys": keys,
    "values": values,
    "items": pairs,
    "copy": copy,
    "contains": contains,
    "default": default,
    "length": length,
}
