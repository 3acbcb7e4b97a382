"""Which of several functions a call means: by what it passes, and by which classes there are of an interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.callee import FunctionOf, InstanceOf
from imperium.analysis.interpreter.declared import type_words
from imperium.analysis.interpreter.values import Value

if TYPE_CHECKING:
    from imperium.analysis.catalogue import Catalogue
    from imperium.analysis.interpreter.callee import ClassOf
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.program import Function, Parameter

WAYS = 3
"""Classes of an interface that a call on it is followed into."""

CONSTANTS = {str: "String", bool: "boolean", int: "int", float: "double"}


def fitting(function: FunctionOf, call: Invocation) -> FunctionOf:
    """The function of a name that takes what a call passes: the number first, then the types that are known."""
    nodes = (function.node, *function.others)
    best = max(nodes, key=lambda node: _fit(node, call, function.unit.catalogue))
    return FunctionOf(best, function.unit, function.closure, function.owner, function.this)


def _fit(node: Function, call: Invocation, catalogue: Catalogue) -> tuple[bool, int]:
    parameters, given = node.parameters, call.arguments
    variable = bool(parameters) and parameters[-1].kind == "rest"
    takes = len(given) == len(parameters) or (variable and len(given) >= len(parameters) - 1)
    return takes, sum(_agrees(parameter, value, catalogue) for parameter, value in zip(parameters, given, strict=False))


def _agrees(parameter: Parameter, value: Value, catalogue: Catalogue) -> int:
    """1 where types are known to agree, -1 where they are known not to, else 0."""
    words, known = type_words(parameter.type), _type_of(value)
    if not words or known is None:
        return 0
    container = catalogue.container(known)
    return 1 if words[0] == known or (container is not None and words[0] in container.types) else -1


def _type_of(value: Value) -> str | None:
    if value.known:
        return CONSTANTS.get(type(value.constant))
    if value.type is None or value.type.endswith("()"):
        return "String" if value.taints and not value.ref else None
    return value.type.rpartition(".")[2]


def implementations(frame: Frame, function: FunctionOf) -> list[FunctionOf]:
    """The methods that do what an abstract one promises; itself, where none is in the project."""
    classes = frame.run.world.subclasses(function.owner) if function.owner is not None else []
    found = [_of(function, of) for of in classes]
    return [each for each in found if each is not None][:WAYS] or [function]


def _of(function: FunctionOf, of: ClassOf) -> FunctionOf | None:
    method = of.method(function.node.name)
    if method is None or method.node.is_abstract:
        return None
    return method.bound(Value(type=of.name, callee=InstanceOf(of)))
