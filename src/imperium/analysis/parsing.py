"""The walk over a syntax tree that front ends share.

A front end is two tables, expressions and statements, from a node type of its grammar to a small function of a `Walk`
and the node. `Walk.expression` and `Walk.statement` look the function up and watch how deep the nodes nest; what has no
entry becomes `Unknown` around its parts, so that nothing in a file is lost to the analysis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from tree_sitter import Language as Grammar

from imperium.analysis.frontend import BYTES, DEPTH
from imperium.analysis.program import Evaluate, Expression, Fault, Module, Statement, Unknown
from imperium.analysis.source import Language, SourceFile, Span
from imperium.analysis.syntax import Syntax

if TYPE_CHECKING:
    from tree_sitter import Node

_GRAMMARS: dict[Language, tuple[str, str]] = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_tsx"),
    "java": ("tree_sitter_java", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
}


@cache
def grammar(language: Language, dialect: str | None = None) -> Grammar:
    """The grammar of a language; `dialect` names another function of its package (`language_typescript`)."""
    package, name = _GRAMMARS[language]
    return Grammar(getattr(import_module(package), dialect or name)())


ExpressionReader = Callable[["Walk", "Node"], Expression]
StatementReader = Callable[["Walk", "Node"], "list[Statement]"]


@dataclass
class Walk:
    """A walk over one file's tree. A front end's own kind of walk adds what it carries along."""

    source: SourceFile
    expressions: Mapping[str, ExpressionReader]
    statements: Mapping[str, StatementReader]
    faults: list[Fault] = field(default_factory=list)
    depth: int = 0

    def module(self, read: Callable[[Walk, Node], Module], dialect: str | None = None) -> Module:
        """The file, read by `read` from its root; a file that is too large is told and left."""
        source, size = self.source, len(self.source.text)
        if size > BYTES:
            reason = f"{size:,} characters are more than the {BYTES:,} that are read: generated or minified code"
            return Module(source.path, source.language, [], [Fault(Span(1, 1, 1, 1), reason)])
        self.syntax = Syntax(source, grammar(source.language, dialect))
        self.faults += self.syntax.faults()
        return read(self, self.syntax.root)

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        return self.syntax.span(node)

    def text(self, node: Node | None) -> str:
        """The text of a node; of none, the empty text."""
        return "" if node is None else self.syntax.text(node)

    def expression(self, node: Node | None) -> Expression:
        """The expression that a node is; of none (a part that isn't there), `Unknown`."""
        if node is None:
            return Unknown(Span(1, 1, 1, 1))
        if self.depth >= DEPTH:
            return self._too_deep(node)
        self.depth += 1
        found = self.expressions.get(node.type, unknown)(self, node)
        self.depth -= 1
        return found

    def statement(self, node: Node) -> list[Statement]:
        """The statements that a node is: mostly one, none for a comment, several where one construct is lowered."""
        reader = self.statements.get(node.type)
        if self.depth >= DEPTH:
            self._too_deep(node)
            return []
        if reader is None:
            return [Evaluate(self.span(node), self.expression(node))] if node.is_named else []
        self.depth += 1
        found = reader(self, node)
        self.depth -= 1
        return found

    def body(self, node: Node | None) -> list[Statement]:
        """The statements inside a block, in order."""
        if node is None:
            return []
        return [found for child in node.named_children if not child.is_extra for found in self.statement(child)]

    def _too_deep(self, node: Node) -> Unknown:
        """Told once: whatever else lies as deep is left as well."""
        reason = f"nested deeper than {DEPTH} levels: not followed"
        if all(fault.reason != reason for fault in self.faults):
            self.faults.append(Fault(self.span(node), reason))
        return Unknown(self.span(node))


def unknown(walk: Walk, node: Node) -> Expression:
    """A construct without a node of its own, around its parts."""
    return Unknown(walk.span(node), [walk.expression(child) for child in node.named_children if not child.is_extra])
