"""Branches: the ways on from a test, a failure, a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.dispatch import evaluate, execute, executes
from imperium.analysis.interpreter.guards import refine
from imperium.analysis.interpreter.state import join
from imperium.analysis.interpreter.values import Value
from imperium.analysis.program import (
    Case,
    If,
    Switch,
    Try,
)

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State


@executes(If)
def if_(frame: Frame, node: If, state: State) -> State | None:
    test = evaluate(frame, node.test, state)
    if test.known:
        return execute(frame, node.body if test.constant else node.otherwise, state)
    yes, no = state.fork(), state.fork()
    refine(frame, node.test, True, yes)
    refine(frame, node.test, False, no)
    return join(execute(frame, node.body, yes), execute(frame, node.otherwise, no))


@executes(Try)
def try_(frame: Frame, node: Try, state: State) -> State | None:
    """A handler may begin after any statement of the body: with what holds before it, or at its end."""
    before = state.fork()
    after = execute(frame, node.body, state)
    middle = join(before, after.fork() if after else None) or before
    ends = [execute(frame, node.otherwise, after)]
    for handler in node.handlers:
        inner = middle.fork()
        if handler.name:
            inner.names[handler.name] = Value(type=handler.types[0] if handler.types else "Exception")
        ends.append(execute(frame, handler.body, inner))
    out: State | None = None
    for end in ends:
        out = join(out, end)
    if not node.finally_:
        return out
    if out is None:
        execute(frame, node.finally_, middle.fork())
        return None
    return execute(frame, node.finally_, out)


@executes(Switch)
def switch(frame: Frame, node: Switch, state: State) -> State | None:
    """The arms that may be taken. An arm that falls through goes on into the next one."""
    subject = evaluate(frame, node.subject, state)
    frame.leaves.append([])
    out: State | None = None
    running: State | None = None
    taken = False
    for case in node.cases:
        chosen = _chosen(frame, case, subject, state)
        entering = None if taken or chosen is False else state.fork()
        end = execute(frame, case.body, join(entering, running if node.falls_through else None))
        taken = taken or chosen is True
        running = end if node.falls_through else None
        out = join(out, None if node.falls_through else end)
    out = join(out, running)
    for left in frame.leaves.pop():
        out = _out_of(frame, node, left, out)
    return out if taken or _has_default(node) else join(out, state)


def _out_of(frame: Frame, node: Switch, left: State, out: State | None) -> State | None:
    """A `break` ends the switch where arms fall through; elsewhere it is the loop's around."""
    if node.falls_through or not frame.leaves:
        return join(out, left)
    frame.leaves[-1].append(left)
    return out


def _chosen(frame: Frame, case: Case, subject: Value, state: State) -> bool | None:
    """Whether an arm is taken: surely, surely not, or perhaps (None)."""
    if not case.values:
        return True if case.guard is None else None
    values = [evaluate(frame, each, state) for each in case.values]
    if not subject.known or not all(value.known for value in values):
        return None
    matches = any(value.constant == subject.constant for value in values)
    return (None if case.guard else True) if matches else False


def _has_default(node: Switch) -> bool:
    return any(not case.values and case.guard is None for case in node.cases)
