"""C and C++: what headers declare, and the public members of their classes; elsewhere only what is described."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from imperium.review.documentation.part import Part, Parts, commented, lines_of
from imperium.review.tree import line, text

if TYPE_CHECKING:
    from tree_sitter import Node

COMMENTS = frozenset({"comment"})
HEADERS = frozenset({".h", ".hh", ".hpp", ".hxx"})
TYPES = frozenset({"class_specifier", "struct_specifier"})
CONTAINERS = frozenset(
    ("namespace_definition", "linkage_specification", "declaration_list", "preproc_ifdef", "preproc_if", "preproc_else")
)
FUNCTIONS = frozenset({"function_definition", "declaration", "field_declaration"})
_WRAPPERS = frozenset({"pointer_declarator", "reference_declarator", "parenthesized_declarator", "init_declarator"})


def find(root: Node, path: str) -> Iterator[Part]:
    header = PurePosixPath(path).suffix.lower() in HEADERS
    waiting: list[tuple[Node, bool, bool, str]] = [(root, header, header, "")]
    while waiting:
        container, public, shown, owner = waiting.pop()
        for node, comment in commented(container, COMMENTS, frozenset({"attribute_declaration"})):
            if node.type == "access_specifier":
                shown = public and text(node).rstrip(":") == "public"
                continue
            doc = comment if comment and any(mark in comment for mark in ("/**", "/*!", "///", "//!")) else None
            node = _templated(node)
            if node.type in CONTAINERS:
                waiting.append((node.child_by_field_name("body") or node, public, shown, owner))
            elif node.type in TYPES and (body := node.child_by_field_name("body")) is not None:
                name = text(node.child_by_field_name("name"))
                if name:
                    yield Part(name=name, kind="type", line=line(node), public=shown, comment=doc, parameters=None)
                waiting.append((body, shown, shown and node.type == "struct_specifier", name))
            elif node.type in FUNCTIONS and (part := _function(node, doc, shown, owner)) is not None:
                yield part


def _templated(node: Node) -> Node:
    if node.type == "template_declaration" and node.named_children:
        return node.named_children[-1]
    inner = node.child_by_field_name("type")
    return (
        inner if node.type in ("declaration", "field_declaration") and inner is not None and _is_class(inner) else node
    )


def _is_class(node: Node) -> bool:
    return node.type in TYPES and node.child_by_field_name("body") is not None


def _function(node: Node, comment: str | None, public: bool, owner: str) -> Part | None:
    declarator, pointer = node.child_by_field_name("declarator"), False
    while declarator is not None and declarator.type in _WRAPPERS:
        pointer = pointer or declarator.type in ("pointer_declarator", "reference_declarator")
        declarator = declarator.child_by_field_name("declarator") or next(iter(declarator.named_children), None)
    if declarator is None or declarator.type != "function_declarator":
        return None
    listed = declarator.child_by_field_name("parameters")
    name, result = text(declarator.child_by_field_name("declarator")), node.child_by_field_name("type")
    constructs = result is None or name == owner
    static = any(text(child) == "static" for child in node.children if child.type == "storage_class_specifier")
    return Part(
        name=name,
        kind="function",
        line=line(node),
        public=public and not (static and node.type != "field_declaration"),
        comment=comment,
        parameters=_names(listed) if listed is not None else None,
        returns=not constructs and (pointer or text(result) != "void"),
        plain=constructs or "operator" in name or name.startswith("~") or (lines_of(node) <= 2 and _has_body(node)),
    )


def _has_body(node: Node) -> bool:
    return node.child_by_field_name("body") is not None


def _names(listed: Node) -> tuple[str, ...] | None:
    """None where a parameter has no name: a prototype may leave it out."""
    names = []
    for parameter in listed.named_children:
        if parameter.type not in ("parameter_declaration", "optional_parameter_declaration"):
            continue
        if text(parameter) == "void":
            continue
        identifiers = _identifiers(parameter.child_by_field_name("declarator"))
        if not identifiers:
            return None
        names.append(identifiers)
    return tuple(names)


def _identifiers(declarator: Node | None) -> str:
    """The name that a declarator declares, through pointers, arrays and functions."""
    while declarator is not None and declarator.type != "identifier":
        declarator = declarator.child_by_field_name("declarator") or next(iter(declarator.named_children), None)
    return text(declarator)


PARTS = Parts(find)
