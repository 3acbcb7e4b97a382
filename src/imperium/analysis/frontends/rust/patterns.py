"""Patterns of Rust: the names that they bind, and the constants that they compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.parsing import Walk
from imperium.analysis.program import Assign, Constant, Expression, Name, Sequence, Statement

if TYPE_CHECKING:
    from tree_sitter import Node

LITERALS = (
    "string_literal",
    "integer_literal",
    "boolean_literal",
    "char_literal",
    "float_literal",
    "raw_string_literal",
)
OUTSIDE = ("type", "path", "field")
"""Parts of a pattern that name something instead of binding it."""


def bound(node: Node | None) -> list[Node]:
    """The identifiers that a pattern binds, in order."""
    if node is None:
        return []
    if node.type in ("identifier", "shorthand_field_identifier"):
        return [node]
    if node.type in ("scoped_identifier", "match_arm", *LITERALS):
        return []
    listed = enumerate(node.children)
    kept = [child for index, child in listed if node.field_name_for_child(index) not in (*OUTSIDE, "condition")]
    return [found for child in kept if child.is_named for found in bound(child)]


def target(walk: Walk, node: Node) -> Expression:
    """What an assignment by a pattern assigns to."""
    names: list[Expression] = [Name(walk.span(one), walk.text(one)) for one in bound(node)]
    if node.type == "tuple_pattern" and len(names) == node.named_child_count:
        return Sequence(walk.span(node), "tuple", names)
    return names[0] if names else Name(walk.span(node), "_")


def bindings(walk: Walk, node: Node | None, value: Expression) -> list[Statement]:
    """Each name that a pattern binds gets the value that is matched: what is inside it comes from there."""
    return [Assign(walk.span(one), [Name(walk.span(one), walk.text(one))], value) for one in bound(node)]


def constants(walk: Walk, node: Node) -> list[Expression]:
    """The constants among a pattern's alternatives; none for one that matches by its shape."""
    inner = node.named_children[0] if node.type == "match_pattern" and node.named_children else node
    listed = inner.named_children if inner.type == "or_pattern" else [inner]
    found = [walk.expression(one) for one in listed if one.type in LITERALS]
    return found if all(isinstance(one, Constant) for one in found) and len(found) == len(listed) else []
