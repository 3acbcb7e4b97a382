"""Classes of the project: their methods, fields, and all their bases by full name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.callee import ClassOf
from imperium.analysis.interpreter.declared import declared
from imperium.analysis.interpreter.dispatch import evaluate
from imperium.analysis.interpreter.values import Value
from imperium.analysis.program import Assign, Class, Function, Name

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State


OVERLOADING = ("java", "cpp")
"""Languages in which a class may have several methods of one name."""


def defined(frame: Frame, node: Class, state: State) -> ClassOf:
    """The class that a definition makes. Its fields are evaluated in its own scope, once."""
    bases = [evaluate(frame, base, state) for base in node.bases]
    parents = tuple(base.callee for base in bases if isinstance(base.callee, ClassOf))
    names = [base.name for base in bases if base.name]
    inherited = [name for parent in parents for name in (parent.name, *parent.bases)]
    closure = (state.names, *frame.closure) if frame.function else ()
    full = f"{frame.unit.module.package}.{node.name}" if frame.unit.module.package else node.name
    of = ClassOf(node, frame.unit, full, parents, tuple(dict.fromkeys([*names, *inherited])), closure)
    for decorator in node.decorators:
        evaluate(frame, decorator.value, state)
    _fill(frame, of, node, state)
    return of


def _fill(frame: Frame, of: ClassOf, node: Class, state: State) -> None:
    inner = state.fork()
    for statement in node.body:
        if isinstance(statement, Function):
            _add(of, statement)
        elif isinstance(statement, Assign):
            _set(frame, of, statement, inner)
        elif isinstance(statement, Class):
            of.fields[statement.name] = Value(callee=defined(frame, statement, inner))
            inner.names[statement.name] = of.fields[statement.name]
    state.heap = inner.heap


def _add(of: ClassOf, method: Function) -> None:
    """Let a class have a method: one more of its name where parameters tell them apart, else the first stays."""
    first = of.members.setdefault(method.name, method)
    if first is not method and of.unit.module.language in OVERLOADING:
        of.overloads[method.name] = (*of.overloads.get(method.name, ()), method)


def _set(frame: Frame, of: ClassOf, statement: Assign, inner: State) -> None:
    value = declared(frame, evaluate(frame, statement.value, inner), statement.type, statement.at)
    for target in statement.targets:
        if isinstance(target, Name):
            of.fields[target.id] = value
            inner.names[target.id] = value
