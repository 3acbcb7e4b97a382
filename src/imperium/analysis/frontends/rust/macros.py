"""Macros of Rust: their arguments are tokens to the grammar, and are read here once more as those of a call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imperium.analysis.parsing import Walk, grammar
from imperium.analysis.program import Attribute, Call, Constant, Expression, Name, Sequence, Template
from imperium.analysis.source import SourceFile
from imperium.analysis.syntax import Syntax

if TYPE_CHECKING:
    from tree_sitter import Node

FORMATS = {"format": 0, "println": 0, "print": 0, "eprintln": 0, "eprint": 0, "panic": 0, "write": 1, "writeln": 1}
LOGS = ("trace", "debug", "info", "warn", "error")
HOLE = re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*|\d+)?(?::[^}]*)?\}")


def macro(walk: Walk, node: Node) -> Expression:
    """A macro's call; `format!` gives its text."""
    path = walk.text(node.child_by_field_name("macro")).replace("::", ".")
    name = path.rpartition(".")[2]
    given = arguments(walk, node)
    at = walk.span(node)
    if name == "vec":
        return Sequence(at, "list", given)
    first = 0 if name in LOGS else FORMATS.get(name)
    if first is not None and len(given) > first and isinstance(given[first], Constant):
        given[first:] = [template(given[first], given[first + 1 :])]
    if name == "format" and given:
        return given[0]
    return Call(at, _named(walk, node, f"{path}!"), given)


def _named(walk: Walk, node: Node, path: str) -> Expression:
    first, *rest = path.split(".")
    made: Expression = Name(walk.span(node), first)
    for name in rest:
        made = Attribute(walk.span(node), made, name)
    return made


def arguments(walk: Walk, node: Node) -> list[Expression]:
    """What stands between a macro's brackets, where that reads like arguments.

    The tokens are parsed again at the place where they stand, so that what is read of them stands there too.
    """
    tree = next((child for child in node.children if child.type == "token_tree"), None)
    if tree is None or tree.start_point.row == 0:
        return []
    inner = walk.syntax.data[tree.start_byte + 1 : tree.end_byte - 1].decode("utf-8", "replace")
    row, column = tree.start_point.row, tree.start_point.column
    text = "\n" * (row - 1) + "fn _() { _\n" + " " * column + f"({inner}) }}"
    outer = walk.syntax
    walk.syntax = Syntax(SourceFile(walk.source.path, text, "rust"), grammar("rust"))
    try:
        return _read(walk)
    finally:
        walk.syntax = outer


def _read(walk: Walk) -> list[Expression]:
    if walk.syntax.root.has_error:
        return []
    waiting = [walk.syntax.root]
    while waiting:
        node = waiting.pop()
        if node.type == "arguments":
            return [walk.expression(child) for child in node.named_children if not child.is_extra]
        waiting += reversed(node.children)
    return []


def template(text: Expression, given: list[Expression]) -> Expression:
    """A format text with its values in it: by position, by number, by name."""
    if not isinstance(text, Constant) or not isinstance(text.value, str):
        return text
    parts: list[Expression] = []
    last = position = 0
    for hole in HOLE.finditer(text.value):
        parts.append(Constant(text.at, text.value[last : hole.start()]))
        last = hole.end()
        if hole[0] in ("{{", "}}"):
            parts.append(Constant(text.at, hole[0][0]))
        elif hole[1] and not hole[1].isdigit():
            parts.append(Name(text.at, hole[1]))
        else:
            index = int(hole[1]) if hole[1] else position
            position += not hole[1]
            parts += given[index : index + 1]
    parts.append(Constant(text.at, text.value[last:]))
    return Template(text.at, [part for part in parts if not (isinstance(part, Constant) and part.value == "")])
