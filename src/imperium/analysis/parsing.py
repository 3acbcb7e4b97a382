"""From text to syntax trees, and what every front end needs while it walks one.

A front end is two tables, expressions and statements, from a node type of its grammar to a small function of a `Walk`
and the node. `Walk.expression` and `Walk.statement` look the function up and watch how deep the nodes nest; what has no
entry becomes `Unknown` around its parts, so that nothing in a file is lost to the analysis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser

from imperium.analysis.frontend import BYTES, DEPTH
from imperium.analysis.program import Evaluate, Expression, Fault, Module, Statement, Unknown
from imperium.analysis.source import Language, SourceFile, Span

FAULTS = 50
"""Faults told of one file; a file that isn't of its language has thousands."""

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


def parse(source: SourceFile, dialect: str | None = None) -> Node:
    """The root of a file's syntax tree. Never raises for what the text holds."""
    return Parser(grammar(source.language, dialect)).parse(source.text.encode("utf-8", "replace")).root_node


ExpressionReader = Callable[["Walk", Node], Expression]
StatementReader = Callable[["Walk", Node], "list[Statement]"]


@dataclass
class Walk:
    """A walk over one file's tree."""

    source: SourceFile
    expressions: Mapping[str, ExpressionReader]
    statements: Mapping[str, StatementReader]
    faults: list[Fault] = field(default_factory=list)
    depth: int = 0
    state: dict[str, Any] = field(default_factory=dict)
    """What a front end carries along (the class that it is in, names of the file)."""

    def __post_init__(self) -> None:
        self.ascii = self.source.text.isascii()

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        (line, column), (end_line, end_column) = node.start_point, node.end_point
        if not self.ascii:
            column, end_column = self._characters(line, column), self._characters(end_line, end_column)
        return Span(line + 1, column + 1, end_line + 1, end_column + 1)

    def _characters(self, line: int, column: int) -> int:
        lines = self.source.lines
        text = lines[line] if line < len(lines) else ""
        return column if text.isascii() else len(text.encode("utf-8", "replace")[:column].decode("utf-8", "replace"))

    def text(self, node: Node | None) -> str:
        """The text of a node; of none, the empty text."""
        return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")

    def expression(self, node: Node | None) -> Expression:
        """The expression that a node is; of none (a part that isn't there), `Unknown`."""
        if node is None:
            return Unknown(Span(1, 1, 1, 1))
        if self.depth >= DEPTH:
            self.fault(node, f"nested deeper than {DEPTH} levels: not followed")
            return Unknown(self.span(node))
        self.depth += 1
        try:
            return self.expressions.get(node.type, unknown)(self, node)
        finally:
            self.depth -= 1

    def statement(self, node: Node) -> list[Statement]:
        """The statements that a node is: mostly one, none for a comment, several where one construct is lowered."""
        if self.depth >= DEPTH:
            self.fault(node, f"nested deeper than {DEPTH} levels: not followed")
            return []
        self.depth += 1
        try:
            reader = self.statements.get(node.type)
            if reader is not None:
                return reader(self, node)
            return [Evaluate(self.span(node), self.expression(node))] if node.is_named else []
        finally:
            self.depth -= 1

    def body(self, node: Node | None) -> list[Statement]:
        """The statements inside a block, in order."""
        if node is None:
            return []
        return [found for child in node.named_children if not child.is_extra for found in self.statement(child)]

    def fault(self, node: Node, reason: str) -> None:
        """Note that a part could not be read."""
        if len(self.faults) < FAULTS:
            self.faults.append(Fault(self.span(node), reason))

    def note_errors(self, root: Node) -> None:
        """Note the places that the grammar could not make sense of."""
        pending = [root] if root.has_error else []
        while pending and len(self.faults) < FAULTS:
            node = pending.pop()
            if node.is_error or node.is_missing:
                self.fault(node, _reason(self, node))
            else:
                pending.extend(child for child in reversed(node.children) if child.has_error or child.is_missing)

    def module(self, read: Callable[[Walk, Node], Module], dialect: str | None = None) -> Module:
        """The file, read by `read` from its root; a file that is too large is told and left."""
        if len(self.source.text) > BYTES:
            reason = f"larger than {BYTES // 1_000_000} MB: generated or minified code isn't read"
            return Module(self.source.path, self.source.language, [], [Fault(Span(1, 1, 1, 1), reason)])
        root = parse(self.source, dialect)
        self.note_errors(root)
        return read(self, root)


def unknown(walk: Walk, node: Node) -> Expression:
    """A construct without a node of its own, around its parts."""
    return Unknown(walk.span(node), [walk.expression(child) for child in node.named_children if not child.is_extra])


def _reason(walk: Walk, node: Node) -> str:
    if node.is_missing:
        return f"{node.type!r} is missing here"
    text = " ".join(walk.text(node).split())
    return f"this can't be read as {walk.source.language}: {text[:60]}" if text else "this can't be read"
