"""The pattern: a flaw that stands in the text itself, whatever the values. Its kinds are in `patterns/`, whose names
are the kinds of the flaws that they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from imperium.analysis.native import syntax
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.flaw import Flaw
from imperium.analysis.native.reading import Project
from imperium.analysis.native.syntax import Call, Function, Node, Unit
from imperium.kit.kinds import discover

Look = Callable[["Place", Function], Iterator[tuple[Node, str]]]


@dataclass(frozen=True, eq=False)
class Place:
    """Where a pattern looks: the file, and what other files declare."""

    project: Project
    unit: Unit


@dataclass(frozen=True)
class Pattern:
    """`look` yields (node, what is wrong) for every occurrence in a function."""

    look: Look
    strength: float = 0.7


@cache
def patterns() -> dict[str, Pattern]:
    """Every pattern, by the name of its file."""
    return discover("imperium.analysis.native.patterns", Pattern)


def search(project: Project, unit: Unit) -> Iterator[Flaw]:
    """What the patterns find in a file."""
    place = Place(project, unit)
    for function in unit.functions:
        for kind, pattern in patterns().items():
            for node, says in pattern.look(place, function):
                yield Flaw(kind, unit.path, node.at, says, function.name, strength=pattern.strength)


# What patterns look with


def named(call: Node) -> str:
    """The name that a call is made by; empty for other nodes."""
    if not isinstance(call, Call) or not isinstance(call.function, (syntax.Name, syntax.Member)):
        return ""
    name = call.function.id if isinstance(call.function, syntax.Name) else call.function.name
    return name.lstrip("_")


@lru_cache(maxsize=2)
def nodes(function: Function) -> tuple[Node, ...]:
    """All nodes of a function, parents first."""
    return tuple(syntax.walk(function))


@lru_cache(maxsize=2)
def _calls(function: Function) -> list[Call]:
    return [one for one in nodes(function) if isinstance(one, Call)]


def calls(node: Node, *names: str) -> list[Call]:
    """The calls inside a node, in order; of some functions only where they are named."""
    found = _calls(node) if isinstance(node, Function) else [one for one in syntax.walk(node) if isinstance(one, Call)]
    return [one for one in found if not names or named(one) in names]


@lru_cache(maxsize=2)
def types(place: Place, function: Function) -> dict[str, Type]:
    """The types of a function's variables, and of the file's."""
    found = {name: declared.type for name, declared in place.unit.globals.items()}
    found |= {parameter.name: parameter.type for parameter in function.parameters}
    return found | {one.name: one.type for one in nodes(function) if isinstance(one, syntax.Declare)}


def stripped(node: syntax.Expression) -> syntax.Expression:
    """An expression without the casts around it."""
    while isinstance(node, syntax.Cast):
        node = node.value
    return node


def variables(node: Node) -> set[str]:
    """The names inside a node."""
    return {one.id for one in syntax.walk(node) if isinstance(one, syntax.Name)}


def blocks(function: Function) -> list[list[syntax.Statement]]:
    """Every list of statements inside a function."""
    return [one.body for one in nodes(function) if isinstance(one, (syntax.Block, syntax.Case))]


def is_empty(statement: Node | None) -> bool:
    """Whether nothing is done by a statement: no statement in braces, or a lone semicolon."""
    if isinstance(statement, syntax.Block):
        return all(is_empty(one) for one in statement.body)
    return isinstance(statement, syntax.Empty)
