"""Measures of a function, by its program: the same for every language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from imperium.analysis import program
from imperium.analysis.program import Closure, Function, Node, children
from imperium.review.project import Unit

WHOLE = 3
"""Statements from which on a closure is measured for itself, and no longer as a part of what it stands in."""


@dataclass(frozen=True, slots=True)
class Measure:
    """`cyclomatic` is McCabe's number ("A Complexity Measure", 1976) with short-circuit operators; `cognitive` that of
    G. A. Campbell ("Cognitive Complexity", SonarSource, 2018); `nesting` the deepest level of blocks."""

    function: Function
    name: str
    lines: int
    parameters: int
    cyclomatic: int
    cognitive: int
    nesting: int


@lru_cache(maxsize=500)
def measured(unit: Unit) -> list[Measure]:
    """The measures of a file's functions, those inside of others apart, in the order of the text."""
    return [measure(function) for function in unit.each(Function) if _stands_alone(function)]


def measure(function: Function) -> Measure:
    """The measure of one function."""
    count = _Count(function.name)
    count.all(function.body, 0)
    return Measure(
        function,
        function.name or "an anonymous function",
        function.at.end_line - function.at.line + 1,
        sum(parameter.name not in ("self", "cls", "this") for parameter in function.parameters),
        count.cyclomatic,
        count.cognitive,
        count.nesting,
    )


def _stands_alone(function: Function) -> bool:
    return bool(function.name) or len(function.body) >= WHOLE


class _Count:
    """Adds up over the nodes of one function."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cyclomatic = 1
        self.cognitive = 0
        self.nesting = 0

    def all(self, nodes: list[Node] | list[program.Statement], depth: int) -> None:
        self.nesting = max(self.nesting, depth)
        for node in nodes:
            self.node(node, depth)

    def node(self, node: Node, depth: int) -> None:
        match node:
            case program.If():
                self._if(node, depth)
            case program.For() | program.While():
                self._branch(depth)
                inside = [*node.body, *(node.step if isinstance(node, program.While) else ())]
                self.node(node.test if isinstance(node, program.While) else node.iterable, depth)
                self.all(inside, depth + 1)
                self._otherwise(node.otherwise, depth)
            case program.Try():
                self.all(node.body, depth)
                for handler in node.handlers:
                    self._branch(depth)
                    self.all(handler.body, depth + 1)
                self.all([*node.otherwise, *node.finally_], depth)
            case program.Switch():
                self._switch(node, depth)
            case program.Conditional():
                self._branch(depth)
                for part in children(node):
                    self.node(part, depth + 1)
            case program.Logical():
                self._logical(node, depth)
            case program.Comprehension():
                self.cyclomatic += sum(1 + len(conditions) for _, _, conditions in node.loops)
                self._inside(node, depth)
            case program.Call(function=program.Name(id=self.name)) if self.name:
                self.cognitive += 1
                self._inside(node, depth)
            case Closure():
                if not _stands_alone(node.function):
                    self.all(node.function.body, depth + 1)
            case Function() | program.Class():
                pass
            case _:
                self._inside(node, depth)

    def _inside(self, node: Node, depth: int) -> None:
        for child in children(node):
            self.node(child, depth)

    def _branch(self, depth: int) -> None:
        self.cyclomatic += 1
        self.cognitive += 1 + depth

    def _if(self, node: program.If, depth: int) -> None:
        """A chain of `else if` is one construct: each link counts once, however deep it nests in the tree."""
        self.cognitive += depth
        while True:
            self.cyclomatic += 1
            self.cognitive += 1
            self.node(node.test, depth)
            self.all(node.body, depth + 1)
            if len(node.otherwise) != 1 or not isinstance(node.otherwise[0], program.If):
                break
            node = node.otherwise[0]
        self._otherwise(node.otherwise, depth)

    def _otherwise(self, body: list[program.Statement], depth: int) -> None:
        if body:
            self.cognitive += 1
            self.all(body, depth + 1)

    def _switch(self, node: program.Switch, depth: int) -> None:
        self.cognitive += 1 + depth
        self.node(node.subject, depth)
        for case in node.cases:
            self.cyclomatic += bool(case.values)
            self.all(case.body, depth + 1)

    def _logical(self, node: program.Logical, depth: int) -> None:
        """A sequence of one operator is one thought."""
        self.cyclomatic += len(node.values) - 1
        self.cognitive += 1
        for value in node.values:
            if isinstance(value, program.Logical) and value.operator == node.operator:
                self.cognitive -= 1
            self.node(value, depth)


def heaviest(measures: Iterator[Measure]) -> list[Measure]:
    """Most complex first."""
    return sorted(measures, key=lambda measure: (-measure.cognitive, -measure.cyclomatic, measure.name))
