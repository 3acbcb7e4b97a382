"""`match` and its patterns: the values that an arm stands for, and the names that it binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.frontends.python.reading import Reading, parts
from imperium.analysis.program import Assign, Case, Expression, Name, Statement, Switch, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

LITERALS = ("string", "concatenated_string", "integer", "float", "true", "false", "none", "unary_operator")
WRAPPERS = ("case_pattern", "parenthesized_expression")


def match(read: Reading, node: Node) -> list[Statement]:
    """A `match` statement."""
    subjects = [read.expression(child) for child in node.children_by_field_name("subject")]
    subject = subjects[0] if len(subjects) == 1 else Unknown(read.span(node), subjects)
    body = node.child_by_field_name("body")
    cases = [_case(read, child, subject) for child in parts(body or node) if child.type == "case_clause"]
    return [Switch(read.span(node), subject, cases)]


def _case(read: Reading, node: Node, subject: Expression) -> Case:
    patterns = [_bare(child) for child in parts(node) if child.type == "case_pattern"]
    guard = node.child_by_field_name("guard")
    values: list[Expression] = []
    if len(patterns) != 1 or not _is_wildcard(patterns[0]):
        values = [value for pattern in patterns for value in _values(read, pattern)]
    bound = [name for pattern in patterns for name in _bound(read, pattern)]
    head: list[Statement] = [Assign(name.at, [name], subject) for name in bound]
    test = read.expression(parts(guard)[0]) if guard and parts(guard) else None
    return Case(read.span(node), values, head + read.block(node.child_by_field_name("consequence")), test)


def _bare(node: Node) -> Node:
    while node.type in WRAPPERS and len(parts(node)) == 1:
        node = parts(node)[0]
    return node


def _is_wildcard(node: Node) -> bool:
    """`_` (a pattern without parts) and a name alone stand for every value."""
    return (node.type == "case_pattern" and not parts(node)) or (node.type == "dotted_name" and len(parts(node)) == 1)


def _values(read: Reading, node: Node) -> list[Expression]:
    node = _bare(node)
    if node.type == "union_pattern":
        return [value for child in parts(node) for value in _values(read, child)]
    return [read.expression(node) if node.type in LITERALS else Unknown(read.span(node))]


def _bound(read: Reading, node: Node) -> list[Name]:
    """The names that a pattern binds: dotted names of one part, wherever they stand but as the name of a class."""
    if node.type == "dotted_name":
        return [Name(read.span(node), read.text(node))] if len(parts(node)) == 1 else []
    if node.type == "identifier" and node.parent is not None and node.parent.type in ("as_pattern", "splat_pattern"):
        return [Name(read.span(node), read.text(node))]
    inner = parts(node)[1:] if node.type == "class_pattern" else parts(node)
    return [name for child in inner for name in _bound(read, child)]
