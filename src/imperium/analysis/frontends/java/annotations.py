"""Annotations, read as decorators: `@GetMapping("/x")` is a call, `@Override` a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.frontends.java.reading import Reading, parts
from imperium.analysis.program import Call, Decorator, Expression

if TYPE_CHECKING:
    from tree_sitter import Node


def modifiers(node: Node) -> Node | None:
    """The modifiers before a declaration, if there are any."""
    return next((child for child in node.children if child.type == "modifiers"), None)


def words(reading: Reading, node: Node) -> set[str]:
    """`public`, `static`, `final` … as they stand before a declaration."""
    found = modifiers(node)
    return set() if found is None else {reading.text(child) for child in found.children if not child.is_named}


def decorators(reading: Reading, node: Node) -> list[Decorator]:
    """The annotations before a declaration."""
    found = modifiers(node)
    written = [] if found is None else [child for child in parts(found) if child.type.endswith("annotation")]
    return [Decorator(reading.span(child), _annotation(reading, child)) for child in written]


def _annotation(reading: Reading, node: Node) -> Expression:
    at, name = reading.span(node), reading.text(node.child_by_field_name("name"))
    listed = node.child_by_field_name("arguments")
    if listed is None:
        return reading.type_named(name, at)
    call = Call(at, reading.type_named(name, at))
    for part in parts(listed):
        _argument(reading, call, part)
    return call


def _argument(reading: Reading, call: Call, part: Node) -> None:
    if part.type != "element_value_pair":
        call.arguments.append(reading.expression(part))
        return
    key = reading.text(part.child_by_field_name("key"))
    call.keywords.append((key, reading.expression(part.child_by_field_name("value"))))
