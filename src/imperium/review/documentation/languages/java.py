"""Java: public and protected types and methods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imperium.review.documentation.part import Part, Parts, commented, lines_of
from imperium.review.tree import line, text

if TYPE_CHECKING:
    from tree_sitter import Node

COMMENTS = frozenset({"block_comment", "line_comment"})
TYPES = frozenset(
    (
        "class_declaration",
        "interface_declaration",
        "enum_declaration",
        "record_declaration",
        "annotation_type_declaration",
    )
)
METHODS = frozenset({"method_declaration", "constructor_declaration"})
SHORT = 4


def find(root: Node, path: str) -> Iterator[Part]:
    waiting: list[tuple[Node, bool, bool]] = [(root, True, False)]
    while waiting:
        container, public, in_interface = waiting.pop()
        for node, comment in commented(container, COMMENTS):
            doc = comment if comment and "/**" in comment else None
            seen = public and (in_interface or _is_public(node))
            if node.type in TYPES:
                yield _type(node, doc, seen)
                body = node.child_by_field_name("body")
                if body is not None:
                    waiting.append((body, seen, node.type == "interface_declaration"))
            elif node.type in METHODS:
                yield _method(node, doc, seen)
            elif node.type == "enum_body_declarations":
                waiting.append((node, public, False))


def _type(node: Node, comment: str | None, public: bool) -> Part:
    name = text(node.child_by_field_name("name"))
    return Part(name=name, kind="type", line=_line(node), public=public, comment=comment, parameters=None)


def _method(node: Node, comment: str | None, public: bool) -> Part:
    name = text(node.child_by_field_name("name"))
    result = node.child_by_field_name("type")
    listed = node.child_by_field_name("parameters")
    accessor = name.startswith(("get", "set", "is")) and lines_of(node) <= SHORT
    parameters = tuple(filter(None, map(_name, listed.named_children if listed else ())))
    return Part(
        name=name,
        kind="function",
        line=_line(node),
        public=public,
        comment=comment,
        parameters=parameters,
        returns=result is not None and text(result) != "void",
        plain=accessor or "@Override" in _modifiers(node) or (result is None and not parameters),
    )


def _name(parameter: Node) -> str:
    """A parameter of varying number keeps its name in a declarator."""
    named = parameter.child_by_field_name("name")
    declarators = [child for child in parameter.named_children if child.type == "variable_declarator"]
    return text(named or (declarators[0].child_by_field_name("name") if declarators else None))


def _is_public(node: Node) -> bool:
    return any(word in _modifiers(node).split() for word in ("public", "protected"))


def _modifiers(node: Node) -> str:
    return next((text(child) for child in node.children if child.type == "modifiers"), "")


def _line(node: Node) -> int:
    """Where its name stands: annotations come before."""
    return line(node.child_by_field_name("name") or node)


PARTS = Parts(find)
