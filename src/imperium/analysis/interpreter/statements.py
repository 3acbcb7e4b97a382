"""Statements: what they do to a state, and which ways lead on from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.assignment import assign
from imperium.analysis.interpreter.callee import FunctionOf
from imperium.analysis.interpreter.classes import defined
from imperium.analysis.interpreter.contents import element
from imperium.analysis.interpreter.declared import declared
from imperium.analysis.interpreter.dispatch import evaluate, execute, executes
from imperium.analysis.interpreter.expressions import combined
from imperium.analysis.interpreter.guards import refine
from imperium.analysis.interpreter.invocation import Invocation
from imperium.analysis.interpreter.state import join
from imperium.analysis.interpreter.stores import kept
from imperium.analysis.interpreter.values import NOTHING, NULL, Value
from imperium.analysis.program import (
    Assert,
    Assign,
    Block,
    Break,
    Call,
    Case,
    Class,
    Compare,
    Continue,
    Delete,
    Evaluate,
    Expression,
    For,
    Function,
    If,
    Import,
    Logical,
    Name,
    Raise,
    Return,
    Statement,
    Switch,
    Try,
    Unary,
    While,
    With,
)

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State

ROUNDS = 2
"""Rounds of a loop: what goes round once more is there in the second."""

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


@executes(Break, Continue)
def leave(frame: Frame, node: Break | Continue, state: State) -> None:
    if frame.leaves:
        frame.leaves[-1].append(state)


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


@executes(If)
def if_(frame: Frame, node: If, state: State) -> State | None:
    test = evaluate(frame, node.test, state)
    if test.known:
        return execute(frame, node.body if test.constant else node.otherwise, state)
    yes, no = state.fork(), state.fork()
    refine(frame, node.test, True, yes)
    refine(frame, node.test, False, no)
    return join(execute(frame, node.body, yes), execute(frame, node.otherwise, no))


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
        current = _round(frame, node.body + node.step, node.test, current, bool(round_ or not node.first))
        current, out = _after_round(frame, current, out)
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
