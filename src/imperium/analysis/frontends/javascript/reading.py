"""A walk over a JavaScript file that may put declarations before the statement it reads.

What reads a node is a function that registers itself for the node's types: `@expression("call_expression")`,
`@statement("if_statement")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from imperium.analysis.frontend import DEPTH
from imperium.analysis.program import Evaluate, Expression, Fault, Function, Statement, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from imperium.analysis.source import Span
    from imperium.analysis.syntax import Syntax

ExpressionReader: TypeAlias = "Callable[[Reading, Node], Expression]"
StatementReader: TypeAlias = "Callable[[Reading, Node], list[Statement]]"

EXPRESSIONS: dict[str, ExpressionReader] = {}
STATEMENTS: dict[str, StatementReader] = {}

BLOCKS = ("statement_block", "program")


def expression(*types: str) -> Callable[[ExpressionReader], ExpressionReader]:
    """Register what reads expressions of these types."""

    def register(reader: ExpressionReader) -> ExpressionReader:
        EXPRESSIONS.update(dict.fromkeys(types, reader))
        return reader

    return register


def statement(*types: str) -> Callable[[StatementReader], StatementReader]:
    """Register what reads statements of these types."""

    def register(reader: StatementReader) -> StatementReader:
        STATEMENTS.update(dict.fromkeys(types, reader))
        return reader

    return register


@dataclass
class Reading:
    """`hoisted` are declarations (modules and classes inside of expressions) that go before the current statement."""

    syntax: Syntax
    path: str
    faults: list[Fault] = field(default_factory=list)
    hoisted: list[Statement] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        self.span: Callable[[Node], Span] = self.syntax.span

    def text(self, node: Node | None) -> str:
        """What stands there; of a part that isn't there, nothing."""
        return "" if node is None else self.syntax.text(node)

    def expression(self, node: Node) -> Expression:
        """The value of a node, `Unknown` around its parts where it has none of its own."""
        if self.depth >= DEPTH:
            return self._too_deep(node)
        self.depth += 1
        found = EXPRESSIONS.get(node.type, unknown)(self, node)
        self.depth -= 1
        return found

    def all(self, nodes: Iterable[Node]) -> list[Expression]:
        """The values of nodes."""
        return [self.expression(node) for node in nodes]

    def statement(self, node: Node) -> list[Statement]:
        """What a node does, after what it needs declared."""
        if self.depth >= DEPTH:
            self._too_deep(node)
            return []
        self.depth += 1
        outer, self.hoisted = self.hoisted, []
        found = STATEMENTS.get(node.type, evaluated)(self, node)
        found, self.hoisted = self.hoisted + found, outer
        self.depth -= 1
        return found

    def body(self, node: Node | None) -> list[Statement]:
        """The statements of a block, or the only one where no block was written."""
        if node is None:
            return []
        return self.in_order(parts(node)) if node.type in BLOCKS else self.statement(node)

    def in_order(self, nodes: list[Node]) -> list[Statement]:
        """Statements in the order in which they take effect: declarations of functions come first."""
        found = [(_is_early(node), each) for node in nodes for each in self.statement(node)]
        return [each for early, each in found if early and isinstance(each, Function)] + [
            each for early, each in found if not (early and isinstance(each, Function))
        ]

    def _too_deep(self, node: Node) -> Expression:
        if not self.faults:
            self.faults.append(Fault(self.span(node), f"nested deeper than {DEPTH} levels: not followed further"))
        return Unknown(self.span(node))


def parts(node: Node) -> list[Node]:
    """A node's children that mean something."""
    return [child for child in node.named_children if not child.is_extra]


def unknown(read: Reading, node: Node) -> Expression:
    """What has no node of its own, around its parts."""
    return Unknown(read.span(node), read.all(parts(node)))


def evaluated(read: Reading, node: Node) -> list[Statement]:
    """An expression where a statement is expected."""
    return [Evaluate(read.span(node), read.expression(node))]


def _is_early(node: Node) -> bool:
    return node.type in ("function_declaration", "generator_function_declaration", "export_statement")
