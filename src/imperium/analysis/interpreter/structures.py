"""Lists, maps, builders of text: what their methods do to what they hold, as `containers` of the models name it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from imperium.analysis.interpreter.folding import Scalar, text
from imperium.analysis.interpreter.state import WIDTH, meet
from imperium.analysis.interpreter.values import (
    CLEAN,
    NOTHING,
    NULL,
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
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.model import Container

Operation: TypeAlias = "Callable[[Value, Thing, Invocation, State], Value]"


def operate(operation: str, receiver: Value, call: Invocation, state: State, container: Container) -> Value | None:
    """What a method gives, after it did to its object what it does; None: nothing is known of this object."""
    thing = state.thing(receiver)
    if thing is None:
        return None
    return OPERATIONS[container.shape][operation](receiver, thing, call, state)


def made(container: Container, call: Invocation, state: State) -> Value:
    """A new object of a container's first type: empty, or with the contents of the argument."""
    type_ = container.types[0]
    if container.shape == "text":
        return _text_of(call.argument(0) if call.arguments else Value(constant=""), state, type_)
    if container.shape == "list":
        return _list_of(call, state, type_)
    source = state.thing(call.argument(0)) if call.arguments else None
    entries = dict(source.entries) if source and source.entries is not None else {}
    entries |= call.keywords
    rest = CLEAN if source and source.entries is not None else call.everything(state)
    return state.make(Thing(entries=entries, rest=rest if not call.keywords else CLEAN), type_)


def collected(container: Container, call: Invocation, state: State) -> Value:
    """A list of what is passed; a list that is passed alone is spread."""
    alone = state.thing(call.argument(0)) if len(call.arguments) == 1 else None
    if alone is not None and alone.items is not None:
        return _list_of(call, state, container.types[0])
    return state.make(Thing(tuple(call.arguments), rest=call.rest), container.types[0])


def _list_of(call: Invocation, state: State, type_: str) -> Value:
    source = state.thing(call.argument(0))
    if source is not None and source.items is not None:
        return state.make(Thing(source.items, rest=source.rest), type_)
    given = call.everything(state)
    return state.make(Thing(None if call.arguments and given else (), rest=given), type_)


def _text_of(value: Value, state: State, type_: str) -> Value:
    content = value if isinstance(value.constant, str) or value.taints else Value(state.deep(value))
    return state.make(Thing((content,)), type_)


# Contents


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


def _with_items(receiver: Value, thing: Thing, items: tuple[Value, ...] | None, state: State) -> None:
    rest = thing.rest
    if items is None or len(items) > WIDTH:
        rest = union(rest, unions(state.deep(value) for value in (items or thing.items or ())))
        items = None
    state.replace(receiver, Thing(items, thing.entries, rest, thing.attributes))


# Lists


def _append(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    if thing.items is None or call.rest:
        absorb(receiver, call.everything(state), state)
    elif len(call.arguments) == 2 and isinstance(call.argument(0).constant, int):
        return _insert(receiver, thing, call, state)
    else:
        _with_items(receiver, thing, (*thing.items, *call.arguments), state)
    return NOTHING


def _insert(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    index, items = call.argument(0).constant, thing.items
    if items is None or not isinstance(index, int):
        absorb(receiver, call.everything(state), state)
        return NOTHING
    _with_items(receiver, thing, (*items[:index], call.argument(1), *items[index:]), state)
    return NOTHING


def _unshift(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    if thing.items is None:
        absorb(receiver, call.everything(state), state)
    else:
        _with_items(receiver, thing, (*call.arguments, *thing.items), state)
    return NOTHING


def _extend(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    other = state.thing(call.argument(0))
    if thing.items is None or other is None or other.items is None:
        absorb(receiver, call.everything(state), state)
    else:
        _with_items(receiver, thing, thing.items + other.items, state)
        absorb(receiver, other.rest, state)
    return NOTHING


def _pop(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return _take(receiver, thing, call.argument(0) if call.arguments else Value(constant=-1), state)


def _shift(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return _take(receiver, thing, Value(constant=0), state)


def _take(receiver: Value, thing: Thing, index: Value, state: State) -> Value:
    found = at(receiver, index, state)
    items = thing.items
    if items is not None and isinstance(index.constant, int) and -len(items) <= index.constant < len(items):
        kept = list(items)
        del kept[index.constant]
        _with_items(receiver, thing, tuple(kept), state)
    elif items is not None and not index.known:
        _with_items(receiver, thing, None, state)
    return found


def _remove(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    """Remove at an index (Java), or a value that is somewhere (Python)."""
    if isinstance(call.argument(0).constant, int):
        return _take(receiver, thing, call.argument(0), state)
    _with_items(receiver, thing, None, state)
    return NOTHING


def _clear(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    state.replace(receiver, Thing(None if thing.items is None else (), None if thing.entries is None else {}))
    return NOTHING


def _get(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    found = at(receiver, call.argument(0), state)
    missing = thing.entries is not None and call.argument(0).known and call.argument(0).constant not in thing.entries
    if len(call.arguments) > 1 and (missing or not call.argument(0).known):
        return call.argument(1) if missing and not thing.rest else meet(found, call.argument(1), state)
    return NULL if missing and not found.taints and not receiver.taints else found


def _set(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    put(receiver, call.argument(0), call.argument(1), state)
    return NOTHING


def _first(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return at(receiver, Value(constant=0), state)


def _last(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return at(receiver, Value(constant=-1), state)


def _copy(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return state.make(Thing(thing.items, thing.entries, thing.rest, thing.attributes), receiver.type, receiver.taints)


def _values(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    if thing.entries is None:
        return _copy(receiver, thing, call, state)
    return state.make(Thing(tuple(thing.entries.values()), rest=thing.rest), "list", receiver.taints)


def _keys(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    keys = tuple(Value(constant=key) for key in thing.entries or {})
    return state.make(Thing(keys, rest=thing.rest), "list", receiver.taints)


def _items(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    pairs = tuple(
        state.make(Thing((Value(constant=key), value)), "tuple") for key, value in (thing.entries or {}).items()
    )
    return state.make(Thing(pairs, rest=thing.rest), "list", receiver.taints)


def _contains(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    key = call.argument(0)
    if thing.entries is not None and key.known and not thing.rest and isinstance(key.constant, Scalar):
        return Value(constant=key.constant in thing.entries)
    return NOTHING


def _length(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return NOTHING


def _join(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return Value(state.deep(receiver))


def _update(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    other = state.thing(call.argument(0))
    given = dict(other.entries) if other and other.entries is not None else {}
    given |= call.keywords
    rest = thing.rest if other is None or other.entries is None else union(thing.rest, other.rest)
    if not given:
        rest = union(rest, call.everything(state))
    state.replace(receiver, Thing(thing.items, {**(thing.entries or {}), **given}, rest, thing.attributes))
    return NOTHING


def _default(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    key = call.argument(0)
    if thing.entries is not None and key.known and key.constant not in thing.entries:
        put(receiver, key, call.argument(1), state)
    return at(receiver, key, state)


def _drop(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    """Remove a key; what it had is given."""
    found = _get(receiver, thing, call, state)
    key = call.argument(0)
    if thing.entries is not None and key.known:
        entries = {name: value for name, value in thing.entries.items() if name != key.constant}
        state.replace(receiver, Thing(thing.items, entries, thing.rest, thing.attributes))
    return found


# Builders of text


def _write(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    content = (thing.items or (NOTHING,))[0]
    added = call.argument(0)
    if content.known and added.known:
        joined = Value(constant=text(content.constant) + text(added.constant))
    else:
        joined = Value(union(content.taints, call.everything(state)))
    state.replace(receiver, Thing((joined,), attributes=thing.attributes))
    return receiver


def _prepend(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    content = (thing.items or (NOTHING,))[0]
    state.replace(receiver, Thing((Value(union(content.taints, call.everything(state))),)))
    return receiver


def _read(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return (thing.items or (NOTHING,))[0]


def _empty(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    state.replace(receiver, Thing((Value(constant=""),)))
    return receiver


# Sections: a map of maps, as configuration files are


def _path(call: Invocation) -> Any:
    return (call.argument(0).constant, call.argument(1).constant)


def _set_option(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    if call.argument(0).known and call.argument(1).known:
        state.replace(receiver, Thing(None, {**(thing.entries or {}), _path(call): call.argument(2)}, thing.rest))
    else:
        absorb(receiver, call.everything(state), state)
    return NOTHING


def _get_option(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    entries = thing.entries or {}
    if call.argument(0).known and call.argument(1).known:
        found = entries.get(_path(call)) or entries.get(("DEFAULT", call.argument(1).constant))
        return found if found is not None else call.keywords.get("fallback", Value(thing.rest))
    return Value(state.deep(receiver))


def _add_section(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return NOTHING


OPERATIONS: dict[str, dict[str, Operation]] = {
    "list": {
        "append": _append,
        "insert": _insert,
        "unshift": _unshift,
        "extend": _extend,
        "get": _get,
        "set": _set,
        "pop": _pop,
        "shift": _shift,
        "remove": _remove,
        "clear": _clear,
        "first": _first,
        "last": _last,
        "copy": _copy,
        "values": _values,
        "join": _join,
        "length": _length,
    },
    "map": {
        "get": _get,
        "set": _set,
        "pop": _drop,
        "update": _update,
        "clear": _clear,
        "keys": _keys,
        "values": _values,
        "items": _items,
        "copy": _copy,
        "contains": _contains,
        "default": _default,
        "length": _length,
    },
    "text": {"append": _write, "insert": _prepend, "get": _read, "clear": _empty},
    "sections": {"set": _set_option, "get": _get_option, "add": _add_section},
}
