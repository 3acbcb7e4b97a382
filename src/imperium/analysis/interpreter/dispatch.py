"""What evaluates an expression and what executes a statement, by the type of the node."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from imperium.analysis.interpreter.values import NOTHING, Value

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.program import Expression, Statement

Evaluator: TypeAlias = "Callable[[Frame, Any, State], Value]"
Executor: TypeAlias = "Callable[[Frame, Any, State], State | None]"
E = TypeVar("E", bound=Evaluator)
X = TypeVar("X", bound=Executor)

_EVALUATORS: dict[type, Evaluator] = {}
_EXECUTORS: dict[type, Executor] = {}


def evaluates(*types: type) -> Callable[[E], E]:
    """Register what evaluates nodes of these types."""

    def register(evaluator: E) -> E:
        _EVALUATORS.update(dict.fromkeys(types, evaluator))
        return evaluator

    return register


def executes(*types: type) -> Callable[[X], X]:
    """Register what executes nodes of these types: it gives the state after, or None where control doesn't go on."""

    def register(executor: X) -> X:
        _EXECUTORS.update(dict.fromkeys(types, executor))
        return executor

    return register


def evaluate(frame: Frame, node: Expression | None, state: State) -> Value:
    """What an expression is in a state. The state is changed by what the expression changes."""
    if node is None:
        return NOTHING
    budget = frame.run.budget
    budget.left -= 1
    if budget.left < 0:
        budget.end()
    return _EVALUATORS[type(node)](frame, node, state)


def execute(frame: Frame, body: list[Statement], state: State | None) -> State | None:
    """The state after some statements, None where control doesn't come to their end."""
    budget = frame.run.budget
    for statement in body:
        if state is None:
            return None
        budget.left -= 1
        if budget.left < 0:
            budget.end()
        executor = _EXECUTORS.get(type(statement))
        if executor is not None:
            state = executor(frame, statement, state)
    return state
