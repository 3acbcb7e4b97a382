"""Lists, maps, builders of text: how they are made, and what their methods do, by the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.containers import builders, lists, maps, sections
from imperium.analysis.interpreter.operation import Operation
from imperium.analysis.interpreter.values import (
    CLEAN,
    Thing,
    Value,
)

if TYPE_CHECKING:
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.model import Container


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


OPERATIONS: dict[str, dict[str, Operation]] = {
    "list": lists.OPERATIONS,
    "map": maps.OPERATIONS,
    "text": builders.OPERATIONS,
    "sections": sections.OPERATIONS,
}
