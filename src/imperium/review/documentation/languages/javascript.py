"""JavaScript and TypeScript: what a module exports, and the methods of exported classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imperium.review.documentation.part import Part, Parts, commented, lines_of
from imperium.review.tree import line, text

if TYPE_CHECKING:
    from tree_sitter import Node

COMMENTS = frozenset({"comment"})
FUNCTIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "arrow_function",
        "function_expression",
        "function_signature",
    }
)
CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})
_INSIDE = frozenset({"arrow_function", "function_expression", "function_declaration", "class", "method_definition"})


def find(root: Node, path: str) -> Iterator[Part]:
    for node, comment in commented(root, COMMENTS):
        comment = comment if comment and comment.rstrip().endswith("*/") and "/**" in comment else None
        exported = node.type == "export_statement"
        declared = node.child_by_field_name("declaration") or node.child_by_field_name("value") if exported else node
        if declared is not None:
            yield from _parts(declared, comment, exported)


def _parts(node: Node, comment: str | None, public: bool) -> Iterator[Part]:
    if node.type in FUNCTIONS:
        yield _function(node, text(node.child_by_field_name("name")) or "default", comment, public)
    elif node.type in CLASSES:
        name = text(node.child_by_field_name("name")) or "default"
        yield Part(name=name, kind="type", line=line(node), public=public, comment=comment, parameters=None)
        yield from _methods(node, public)
    elif node.type in ("lexical_declaration", "variable_declaration"):
        for declarator in node.named_children:
            value = declarator.child_by_field_name("value")
            if value is not None and value.type in FUNCTIONS:
                yield _function(value, text(declarator.child_by_field_name("name")), comment, public)


def _methods(node: Node, public: bool) -> Iterator[Part]:
    body = node.child_by_field_name("body")
    for member, comment in commented(body, COMMENTS, frozenset({"decorator"})) if body else ():
        name = text(member.child_by_field_name("name"))
        if member.type == "method_definition":
            kinds = {child.type for child in member.children} | {text(child) for child in member.children}
            hidden = name.startswith(("#", "_")) or bool(kinds & {"private", "protected"})
            accessor = bool(kinds & {"get", "set"}) or name == "constructor"
            doc = comment if comment and "/**" in comment else None
            yield _function(member, name, doc, public and not hidden, accessor)


def _function(node: Node, name: str, comment: str | None, public: bool, plain: bool = False) -> Part:
    parameters = node.child_by_field_name("parameters")
    single = node.child_by_field_name("parameter")
    named = [_name(child) for child in (parameters.named_children if parameters else [single] if single else [])]
    return Part(
        name=name,
        kind="function",
        line=line(node),
        public=public,
        comment=comment,
        parameters=None if None in named else tuple(each for each in named if each),
        returns=_returns(node),
        plain=plain or lines_of(node) <= 2,
    )


def _name(node: Node) -> str | None:
    """None for a pattern, which has no name; empty for what is no parameter."""
    if node.type == "comment":
        return ""
    inner = node.child_by_field_name("pattern") or node.child_by_field_name("left") or node
    if inner.type in ("rest_pattern", "assignment_pattern"):
        inner = inner.child_by_field_name("left") or inner.named_children[0]
    return text(inner) if inner.type == "identifier" else "" if inner.type == "this" else None


def _returns(node: Node) -> bool:
    """Whether it gives a value for sure: by its type in TypeScript, by its own `return`s in JavaScript."""
    declared = text(node.child_by_field_name("return_type")).lstrip(": ")
    body = node.child_by_field_name("body")
    if declared:
        return declared not in ("void", "never", "Promise<void>", "undefined", "any") and "asserts" not in declared
    if body is None or body.type != "statement_block":
        return False
    waiting = [body]
    while waiting:
        inside = waiting.pop()
        if inside.type == "return_statement" and inside.named_child_count:
            return True
        waiting.extend(child for child in inside.named_children if child.type not in _INSIDE)
    return False


PARTS = Parts(find)
