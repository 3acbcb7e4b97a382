"""Tests and what depends on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.dispatch import evaluate, evaluates
from imperium.analysis.interpreter.folding import COMPARISONS, UNARY, Scalar, compute
from imperium.analysis.interpreter.guards import refine
from imperium.analysis.interpreter.state import join, meet
from imperium.analysis.interpreter.values import (
    NOTHING,
    UNSET,
    Value,
)
from imperium.analysis.program import (
    Compare,
    Conditional,
    Logical,
    Unary,
)

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State


@evaluates(Unary)
def unary(frame: Frame, node: Unary, state: State) -> Value:
    value = evaluate(frame, node.operand, state)
    return Value(constant=compute(UNARY[node.operator], value.constant)) if value.known else NOTHING


@evaluates(Logical)
def logical(frame: Frame, node: Logical, state: State) -> Value:
    """The operands, as far as they are evaluated: each sees what the ones before it prove."""
    found: Value | None = None
    current: State = state
    for position, each in enumerate(node.values):
        value = evaluate(frame, each, current)
        frame.operands[id(each)] = frame.operands.get(id(each), value)
        if value.known and position < len(node.values) - 1:
            if _decides(node.operator, value):
                found = value if found is None else meet(found, value, state)
                break
            continue
        found = value if found is None else meet(found, value, state)
        if position < len(node.values) - 1:
            current = current.fork()
            refine(frame, each, node.operator == "and", current)
    return found or NOTHING


def _decides(operator: str, value: Value) -> bool:
    if operator == "??":
        return value.constant is not None
    return bool(value.constant) == (operator == "or")


@evaluates(Compare)
def compare(frame: Frame, node: Compare, state: State) -> Value:
    left, right = evaluate(frame, node.left, state), evaluate(frame, node.right, state)
    frame.operands[id(node)] = (left, right)
    if node.operator == "instanceof":
        return NOTHING
    one, other = _comparable(left, state), _comparable(right, state)
    if one is UNSET or other is UNSET:
        return _differ(node.operator, left, right)
    return Value(constant=compute(COMPARISONS[node.operator], one, other))


def _comparable(value: Value, state: State) -> object:
    """A constant, or a list whose items are constants, as a tuple."""
    if value.known:
        return value.constant
    thing = state.thing(value)
    if thing is None or thing.rest or value.taints:
        return UNSET
    if thing.entries is not None:
        return tuple(thing.entries) if value.type == "dict" and thing.entries else UNSET
    values = [item.constant for item in thing.items or ()]
    return tuple(values) if thing.items is not None and all(map(_is_scalar, values)) else UNSET


def _is_scalar(value: object) -> bool:
    return isinstance(value, Scalar)


def _differ(operator: str, left: Value, right: Value) -> Value:
    """An object that was made is no null."""
    objects = left.ref and right.constant is None and right.known
    return Value(constant=operator in ("!=", "is not")) if objects and operator in _NULLS else NOTHING


_NULLS = ("==", "!=", "is", "is not")


@evaluates(Conditional)
def conditional(frame: Frame, node: Conditional, state: State) -> Value:
    test = evaluate(frame, node.test, state)
    if test.known:
        return evaluate(frame, node.body if test.constant else node.otherwise, state)
    yes, no = state.fork(), state.fork()
    refine(frame, node.test, True, yes)
    refine(frame, node.test, False, no)
    one, other = evaluate(frame, node.body, yes), evaluate(frame, node.otherwise, no)
    merged = join(yes, no) or state
    state.names, state.heap = merged.names, merged.heap
    return meet(one, other, state)
