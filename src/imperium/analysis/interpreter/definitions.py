"""Definitions: imports, functions, classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.callee import FunctionOf
from imperium.analysis.interpreter.classes import defined
from imperium.analysis.interpreter.dispatch import evaluate, executes
from imperium.analysis.interpreter.values import Value
from imperium.analysis.program import (
    Class,
    Function,
    Import,
)

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State


@executes(Import)
def import_(frame: Frame, node: Import, state: State) -> State:
    for local, full in node.names.items():
        if local == "*":
            state.names.update(frame.run.world.everything(frame.unit, full))
            continue
        found = frame.run.world.lookup(frame.unit, full)
        state.names[local] = found if found is not None else Value(name=frame.unit.catalogue.true_name(full))
    return state


@executes(Function)
def function(frame: Frame, node: Function, state: State) -> State:
    """A definition. What stands inside of another function is run after it, with what it sees of it."""
    for decorator in node.decorators:
        evaluate(frame, decorator.value, state)
    found = FunctionOf(node, frame.unit, (state.names, *frame.closure) if frame.function else ())
    state.names[node.name] = Value(callee=found)
    if frame.function is not None and id(node) not in frame.run.entered:
        frame.run.entered.add(id(node))
        frame.run.later.append((found, state, None))
    return state


@executes(Class)
def class_(frame: Frame, node: Class, state: State) -> State:
    of = defined(frame, node, state)
    state.names[node.name] = Value(callee=of)
    if frame.function is not None and id(node) not in frame.run.entered:
        frame.run.entered.add(id(node))
        frame.run.later.extend((method, state, None) for method in of.methods())
    return state
