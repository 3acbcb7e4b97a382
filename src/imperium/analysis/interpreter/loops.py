"""Loops: what holds after some rounds, and what left them early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.assignment import assign
from imperium.analysis.interpreter.contents import element
from imperium.analysis.interpreter.declared import declared
from imperium.analysis.interpreter.dispatch import evaluate, execute, executes
from imperium.analysis.interpreter.guards import refine
from imperium.analysis.interpreter.state import join
from imperium.analysis.interpreter.values import NOTHING, Value
from imperium.analysis.program import (
    Break,
    Continue,
    Expression,
    For,
    Statement,
    While,
)

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State


ROUNDS = 2
"""Rounds of a loop: what goes round once more is there in the second."""


@executes(Break, Continue)
def leave(frame: Frame, node: Break | Continue, state: State) -> None:
    if frame.leaves:
        frame.leaves[-1].append(state)


@executes(While)
def while_(frame: Frame, node: While, state: State) -> State | None:
    current: State | None = state
    out: State | None = None
    for round_ in range(ROUNDS):
        if current is None:
            break
        test = evaluate(frame, node.test, current) if round_ or not node.first else NOTHING
        if test.known and not test.constant and not round_:
            return execute(frame, node.otherwise, current)
        out = join(out, _left(frame, node.test, test, current))
        after = _round(frame, node.body + node.step, node.test, current, bool(round_ or not node.first))
        after, out = _after_round(frame, after, out)
        current = join(current, after)
    out = join(out, current) if not _is_endless(node) else out
    return execute(frame, node.otherwise, out) if node.otherwise else out


def _left(frame: Frame, test: Expression, value: Value, state: State) -> State | None:
    """The state of a loop whose test fails."""
    if value.known and value.constant:
        return None
    after = state.fork()
    refine(frame, test, False, after)
    return after


def _round(frame: Frame, body: list[Statement], test: Expression, state: State, tested: bool) -> State | None:
    inner = state.fork()
    if tested:
        refine(frame, test, True, inner)
    frame.leaves.append([])
    return execute(frame, body, inner)


def _after_round(frame: Frame, current: State | None, out: State | None) -> tuple[State | None, State | None]:
    """After a round, what left it early goes on in both directions: a `continue` and a `break` aren't told apart."""
    for left in frame.leaves.pop():
        current, out = join(current, left), join(out, left)
    return current, out


def _is_endless(node: While) -> bool:
    return getattr(node.test, "value", None) in (True, 1) and not node.first


@executes(For)
def for_(frame: Frame, node: For, state: State) -> State | None:
    iterable = evaluate(frame, node.iterable, state)
    current: State | None = state
    for _ in range(ROUNDS):
        if current is None:
            break
        inner = current.fork()
        each = declared(frame, element(iterable, inner), node.type, node.at)
        assign(frame, node.target, each, inner, node)
        frame.leaves.append([])
        after = execute(frame, node.body, inner)
        ends = [after, *frame.leaves[-1]] if after else frame.leaves[-1]
        after, current = _after_round(frame, after, current)
        current = join(current, after)
        if current is not None:
            _each_is_proven(each, ends, current)
    return execute(frame, node.otherwise, current) if node.otherwise and current else current


def _each_is_proven(one: Value, ends: list[State], state: State) -> None:
    """What every round proves of its part of a text is proven of the whole."""
    parts = {taint.origin for taint in one.taints if taint.origin.whole is not None}
    proofs = frozenset.intersection(*(end.proofs for end in ends)) if ends and parts else frozenset()
    for kinds, origin in proofs - state.proofs:
        if origin in parts and origin.whole is not None:
            state.clear(kinds, frozenset((origin.whole,)))
