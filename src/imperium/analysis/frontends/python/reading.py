"""What is known while a Python file is read: its tree, its dotted name, how deep we are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from imperium.analysis.frontend import DEPTH
from imperium.analysis.program import Evaluate, Expression, Fault, Statement, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from imperium.analysis.source import Span
    from imperium.analysis.syntax import Syntax

ExpressionReader: TypeAlias = "Callable[[Reading, Node], Expression]"
StatementReader: TypeAlias = "Callable[[Reading, Node], list[Statement]]"

EXPRESSIONS: dict[str, ExpressionReader] = {}


@dataclass
class Reading:
    """A walk over one file."""

    syntax: Syntax
    path: str
    statements: dict[str, StatementReader]
    faults: list[Fault] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        self.text = self.syntax.text
        self.span: Callable[[Node], Span] = self.syntax.span

    @cached_property
    def dotted(self) -> str:
        """The module's name by its path: `app/db/__init__.py` is `app.db`."""
        parts = PurePosixPath(self.path).with_suffix("").parts
        return ".".join(parts[:-1] if parts and parts[-1] == "__init__" else parts)

    def package(self, level: int) -> str:
        """The package that a relative import of so many dots starts from."""
        parts = PurePosixPath(self.path).parts[:-1]
        return ".".join(parts[: len(parts) - level + 1])

    def expression(self, node: Node | None) -> Expression:
        """The value of a node, `Unknown` around its parts where it has none of its own."""
        if node is None:
            return Unknown(self.span(self.syntax.root))
        if self.depth >= DEPTH:
            return self._too_deep(node)
        self.depth += 1
        found = EXPRESSIONS.get(node.type, unknown)(self, node)
        self.depth -= 1
        return found

    def block(self, node: Node | None) -> list[Statement]:
        """The statements of a block, in order."""
        if node is None:
            return []
        if self.depth >= DEPTH:
            self._too_deep(node)
            return []
        self.depth += 1
        found = [statement for child in parts(node) for statement in self.statement(child)]
        self.depth -= 1
        return found

    def statement(self, node: Node) -> list[Statement]:
        """What a node does: mostly one statement."""
        reader = self.statements.get(node.type)
        return reader(self, node) if reader else [Evaluate(self.span(node), self.expression(node))]

    def _too_deep(self, node: Node) -> Expression:
        if not self.faults:
            self.faults.append(Fault(self.span(node), f"nested deeper than {DEPTH} levels: not followed further"))
        return Unknown(self.span(node))


def parts(node: Node) -> list[Node]:
    """A node's children that mean something."""
    return [child for child in node.named_children if not child.is_extra]


def unknown(read: Reading, node: Node) -> Expression:
    """What has no node of its own, around its parts."""
    return Unknown(read.span(node), [read.expression(child) for child in parts(node)])
