"""What is assigned to: names, properties, and patterns that take values apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.frontends.javascript import literals
from imperium.analysis.frontends.javascript.reading import Reading, parts
from imperium.analysis.program import Assignment, Constant, Expression, Mapping, Name, Sequence, Spread, Unknown
from imperium.analysis.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

DEFAULTS = ("assignment_pattern", "object_assignment_pattern", "assignment_expression")


def target(read: Reading, node: Node) -> Expression:
    """An assignment's left side. A part with a default is an `Assignment` of the default to it."""
    at = read.span(node)
    if node.type in ("object_pattern", "object"):
        return Mapping(at, [_property(read, part) for part in parts(node)])
    if node.type in ("array_pattern", "array"):
        return Sequence(at, "list", _items(read, node))
    if node.type in DEFAULTS:
        left, right = parts(node)[0], parts(node)[-1]
        return Assignment(at, target(read, left), read.expression(right))
    if node.type in ("rest_pattern", "spread_element"):
        return Spread(at, target(read, parts(node)[0]))
    if node.type.startswith("shorthand_property_identifier"):
        return Name(at, read.text(node))
    return read.expression(node)


def _items(read: Reading, node: Node) -> list[Expression]:
    """By position: `[, b]` leaves the first out."""
    found: list[Expression] = []
    missing = True
    for child in node.children:
        if child.type == "," and missing:
            found.append(Unknown(read.span(child)))
        elif child.is_named and child.type != "comment":
            found.append(target(read, child))
        missing = child.type in ("[", ",")
    return found


def _property(read: Reading, node: Node) -> tuple[Expression | None, Expression]:
    at = read.span(node)
    if node.type in ("rest_pattern", "spread_element"):
        return None, target(read, parts(node)[0])
    if node.type in ("pair_pattern", "pair"):
        value = node.child_by_field_name("value")
        return key(read, node.child_by_field_name("key"), at), Unknown(at) if value is None else target(read, value)
    name = parts(node)[0] if node.type in DEFAULTS else node
    return Constant(at, read.text(name)), target(read, node)


def key(read: Reading, node: Node | None, at: Span) -> Expression:
    """The key of a property: a name, a text, a number, or computed."""
    if node is None:
        return Unknown(at)
    if node.type == "computed_property_name":
        return read.expression(parts(node)[0])
    if node.type == "string":
        return literals.string(read, node)
    if node.type == "number":
        return literals.number(read, node)
    return Constant(read.span(node), read.text(node))
