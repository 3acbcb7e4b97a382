"""Builders of text: what was written to them is one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.folding import text
from imperium.analysis.interpreter.operation import Operation
from imperium.analysis.interpreter.values import NOTHING, Thing, Value, union

if TYPE_CHECKING:
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State


def write(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    content = (thing.items or (NOTHING,))[0]
    added = call.argument(0)
    if content.known and added.known:
        joined = Value(constant=text(content.constant) + text(added.constant))
    else:
        joined = Value(union(content.taints, call.everything(state)))
    state.replace(receiver, Thing((joined,), attributes=thing.attributes))
    return receiver


def prepend(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    content = (thing.items or (NOTHING,))[0]
    state.replace(receiver, Thing((Value(union(content.taints, call.everything(state))),)))
    return receiver


def read(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    return (thing.items or (NOTHING,))[0]


def empty(receiver: Value, thing: Thing, call: Invocation, state: State) -> Value:
    state.replace(receiver, Thing((Value(constant=""),)))
    return receiver


OPERATIONS: dict[str, Operation] = {"append": write, "insert": prepend, "get": read, "clear": empty}
