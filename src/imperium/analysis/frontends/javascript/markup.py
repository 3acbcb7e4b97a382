"""JSX: an element is a call of `jsx` with what it is, its properties and its children, as compilers lower it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.frontends.javascript.reading import Reading, expression, parts
from imperium.analysis.program import Attribute, Call, Constant, Expression, Mapping, Name, Spread

if TYPE_CHECKING:
    from tree_sitter import Node


@expression("jsx_element", "jsx_self_closing_element", "jsx_fragment")
def element(read: Reading, node: Node) -> Expression:
    at = read.span(node)
    opening = node.child_by_field_name("open_tag") or node
    given = [part for part in parts(opening) if part.type in ("jsx_attribute", "jsx_expression")]
    inside = [part for part in parts(node) if part.type.startswith("jsx_") and not _is_tag(part) and part not in given]
    properties = Mapping(at, [_property(read, part) for part in given])
    return Call(at, Name(at, "jsx"), [_what(read, opening), properties, *read.all(inside)])


def _is_tag(node: Node) -> bool:
    return node.type in ("jsx_opening_element", "jsx_closing_element", "jsx_attribute")


def _what(read: Reading, opening: Node) -> Expression:
    """`div` is a text, `Panel` and `Menu.Item` are components."""
    at, name = read.span(opening), read.text(opening.child_by_field_name("name"))
    if not name[:1].isupper() and "." not in name:
        return Constant(at, name)
    first, *rest = name.split(".")
    found: Expression = Name(at, first)
    for part in rest:
        found = Attribute(at, found, part)
    return found


def _property(read: Reading, node: Node) -> tuple[Expression | None, Expression]:
    at, inside = read.span(node), parts(node)
    if node.type == "jsx_expression":
        spread = read.expression(inside[0]) if inside else Constant(at, None)
        return None, spread.value if isinstance(spread, Spread) else spread
    value = read.expression(inside[1]) if len(inside) > 1 else Constant(at, True)
    return Constant(at, read.text(inside[0])), value


@expression("jsx_expression")
def embedded(read: Reading, node: Node) -> Expression:
    inside = parts(node)
    return read.expression(inside[0]) if inside else Constant(read.span(node), None)


@expression("jsx_text", "html_character_reference")
def text(read: Reading, node: Node) -> Expression:
    return Constant(read.span(node), read.text(node))
