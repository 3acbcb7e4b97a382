"""Rust: items that are `pub`, and those of `impl` blocks and traits that are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imperium.review.documentation.part import Part, Parts, commented, lines_of
from imperium.review.tree import line, text

if TYPE_CHECKING:
    from tree_sitter import Node

COMMENTS = frozenset({"line_comment", "block_comment"})
ATTRIBUTES = frozenset({"attribute_item"})
TYPES = frozenset({"struct_item", "enum_item", "trait_item", "union_item", "type_item"})
FUNCTIONS = frozenset({"function_item", "function_signature_item"})


def find(root: Node, path: str) -> Iterator[Part]:
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        container, in_trait = waiting.pop()
        for node, comment in commented(container, COMMENTS, ATTRIBUTES):
            doc = comment if comment and ("///" in comment or "/**" in comment) else None
            public = in_trait or any(text(child) == "pub" for child in node.children)
            if node.type in TYPES:
                name = text(node.child_by_field_name("name"))
                yield Part(name=name, kind="type", line=line(node), public=public, comment=doc, parameters=None)
            elif node.type in FUNCTIONS:
                yield _function(node, doc, public)
            body = node.child_by_field_name("body")
            if body is not None and _holds_parts(node):
                waiting.append((body, node.type == "trait_item" and public))


def _holds_parts(node: Node) -> bool:
    """What implements a trait is described there."""
    if node.type == "impl_item":
        return node.child_by_field_name("trait") is None
    return node.type == "trait_item" or (node.type == "mod_item" and not _is_of_tests(node))


def _function(node: Node, comment: str | None, public: bool) -> Part:
    listed = node.child_by_field_name("parameters")
    parameters = [child.child_by_field_name("pattern") for child in (listed.named_children if listed else ())]
    names = [text(pattern).removeprefix("mut ") for pattern in parameters if pattern is not None]
    return Part(
        name=text(node.child_by_field_name("name")),
        kind="function",
        line=line(node),
        public=public,
        comment=comment,
        parameters=tuple(names) if all(name.isidentifier() for name in names) else None,
        returns=text(node.child_by_field_name("return_type")) not in ("", "()"),
        plain=lines_of(node) <= 2,
    )


def _is_of_tests(node: Node) -> bool:
    return node.type == "mod_item" and text(node.child_by_field_name("name")) in ("test", "tests")


PARTS = Parts(find)
