"""Statements that go straight on: assignments, returns, blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.assignment import assign
from imperium.analysis.interpreter.declared import declared
from imperium.analysis.interpreter.dispatch import evaluate, execute, executes
from imperium.analysis.interpreter.expressions import combined
from imperium.analysis.interpreter.guards import refine
from imperium.analysis.interpreter.invocation import Invocation
from imperium.analysis.interpreter.stores import kept
from imperium.analysis.interpreter.values import NULL, Value
from imperium.analysis.program import (
    Assert,
    Assign,
    Block,
    Call,
    Compare,
    Delete,
    Evaluate,
    Expression,
    Logical,
    Name,
    Raise,
    Return,
    Unary,
    With,
)

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State


TESTS = (Compare, Call, Logical, Unary)


@executes(Evaluate)
def evaluate_(frame: Frame, node: Evaluate, state: State) -> State | None:
    evaluate(frame, node.value, state)
    return None if _ends(frame, node.value) else state


def _ends(frame: Frame, node: Expression) -> bool:
    call = frame.operands.get(id(node)) if isinstance(node, Call) else None
    return isinstance(call, Invocation) and call.ends


@executes(Assign)
def assign_(frame: Frame, node: Assign, state: State) -> State:
    value = declared(frame, evaluate(frame, node.value, state), node.type, node.at)
    if node.operator is not None:
        texts = frame.unit.catalogue.model.texts
        value = combined(node.operator, evaluate(frame, node.targets[0], state), value, state, texts)
    for target in node.targets:
        assign(frame, target, value, state, node)
        if isinstance(target, Name):
            _remember(frame, target.id, node.value)
    return state


def _remember(frame: Frame, name: str, value: Expression) -> None:
    """What a name holds the outcome of, for tests of the name."""
    if isinstance(value, TESTS):
        frame.tests[name] = value
    else:
        frame.tests.pop(name, None)


@executes(Return)
def return_(frame: Frame, node: Return, state: State) -> None:
    """Come back with a value. The outcome of a test comes back both ways, each with what it proves."""
    value = evaluate(frame, node.value, state) if node.value else NULL
    if frame.function is not None and frame.function.name:
        value = kept(frame, frame.function.name, value, node, state)
    if node.value is not None and isinstance(node.value, TESTS) and not value.known and not value.taints:
        for truth in (True, False):
            way = state.fork()
            refine(frame, node.value, truth, way)
            frame.exits.append((way, value if value.ref or value.type else Value(constant=truth)))
    else:
        frame.exits.append((state, value))
    frame.answered(node, value, state)


@executes(Raise)
def raise_(frame: Frame, node: Raise, state: State) -> None:
    evaluate(frame, node.value, state)


@executes(Delete)
def delete(frame: Frame, node: Delete, state: State) -> State:
    for target in node.targets:
        if isinstance(target, Name):
            state.names.pop(target.id, None)
        else:
            evaluate(frame, target, state)
    return state


@executes(Assert)
def assert_(frame: Frame, node: Assert, state: State) -> State:
    evaluate(frame, node.test, state)
    refine(frame, node.test, True, state)
    return state


@executes(With)
def with_(frame: Frame, node: With, state: State) -> State | None:
    for value, target in node.items:
        found = evaluate(frame, value, state)
        if target is not None:
            assign(frame, target, found, state, node)
    return execute(frame, node.body, state)


@executes(Block)
def block(frame: Frame, node: Block, state: State) -> State | None:
    return execute(frame, node.body, state)
