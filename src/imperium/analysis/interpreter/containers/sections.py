"""Sections: a map of maps, as configuration files are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from imperium.analysis.interpreter.contents import absorb
from imperium.analysis.interpreter.operation import Operation
from imperium.analysis.interpreter.values import NOTHING, Thing, Value

if TYPE_CHECKING:
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State


def _path(call: Invocation) -> Any:
    return (call.argument(0).constant, call.argument(1).constant)


def set_option(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    if call.argument(0).known and call.argument(1).known:
        state.replace(receiver, Thing(None, {**(thing.entries or {}), _path(call): call.argument(2)}, thing.rest))
    else:
        absorb(receiver, call.everything(state), state)
    return NOTHING


def get_option(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    entries = thing.entries or {}
    if call.argument(0).known and call.argument(1).known:
        found = entries.get(_path(call)) or entries.get(("DEFAULT", call.argument(1).constant))
        return found if found is not None else call.keywords.get("fallback", Value(thing.rest))
    return Value(state.deep(receiver))


def add_section(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return NOTHING


OPERATIONS: dict[str, Operation] = {"set": set_option, "get": get_option, "add": add_section}
