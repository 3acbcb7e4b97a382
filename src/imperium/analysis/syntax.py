"""A file's tree as tree-sitter reads it, and the questions that every front end asks of it."""

from __future__ import annotations

from functools import cached_property

import tree_sitter

from imperium.analysis.program import Fault
from imperium.analysis.source import SourceFile, Span

FAULTS = 20
"""The most parts of one file that are named as unreadable: beyond, it isn't in the language that its name tells."""


class Syntax:
    """The tree of a source file. `tree-sitter` reads around what it can't, so there always is one."""

    def __init__(self, source: SourceFile, grammar: tree_sitter.Language) -> None:
        self.data = source.text.encode("utf-8", "replace")
        self.root = tree_sitter.Parser(grammar).parse(self.data).root_node
        self._ascii = len(self.data) == len(source.text)

    @cached_property
    def _lines(self) -> list[bytes]:
        return self.data.split(b"\n")

    def text(self, node: tree_sitter.Node) -> str:
        """What stands there."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def span(self, node: tree_sitter.Node) -> Span:
        """Where it stands, in characters."""
        (line, column), (end_line, end_column) = node.start_point, node.end_point
        if not self._ascii:
            column, end_column = self._characters(line, column), self._characters(end_line, end_column)
        return Span(line + 1, column + 1, end_line + 1, end_column + 1)

    def _characters(self, line: int, column: int) -> int:
        return len(self._lines[line][:column].decode("utf-8", "ignore"))

    def faults(self) -> list[Fault]:
        """The parts that are no sentence of the language, the outermost of each, in the order of the text."""
        found: list[Fault] = []
        waiting = [self.root]
        while waiting and len(found) < FAULTS:
            node = waiting.pop()
            if node.is_error or node.is_missing:
                found.append(Fault(self.span(node), self._reason(node)))
            elif node.has_error:
                waiting += reversed(node.children)
        return found

    def _reason(self, node: tree_sitter.Node) -> str:
        if node.is_missing:
            return f"`{node.type}` is missing here"
        return f"this can't be read: {self.text(node)[:40].splitlines()[0] if self.text(node).strip() else 'nothing'}"
