"""Python's functions and what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from imperium.analysis.frontends.python.reading import Reading, parts
from imperium.analysis.program import (
    Closure,
    Constant,
    Decorator,
    Evaluate,
    Expression,
    Function,
    Parameter,
    Return,
    Statement,
)

if TYPE_CHECKING:
    from tree_sitter import Node

KINDS: dict[str, Literal["rest", "keywords"]] = {
    "list_splat_pattern": "rest",
    "dictionary_splat_pattern": "keywords",
}


def function(read: Reading, node: Node, decorators: list[Decorator]) -> Function:
    """A function with a name."""
    called, returns = node.child_by_field_name("name"), node.child_by_field_name("return_type")
    body = read.block(node.child_by_field_name("body"))
    return Function(
        read.span(node),
        read.text(called) if called else "",
        parameters(read, node.child_by_field_name("parameters")),
        body,
        decorators,
        read.text(returns) if returns else None,
        is_async=bool(node.children) and node.children[0].type == "async",
        is_static=any(_is_static(decorator.value) for decorator in decorators),
        docstring=docstring(body),
    )


def _is_static(value: Expression) -> bool:
    return getattr(value, "id", None) == "staticmethod"


def docstring(body: list[Statement]) -> str | None:
    """The text that a body starts with, if it does."""
    first = body[0] if body else None
    value = first.value if isinstance(first, Evaluate) else None
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def lambda_(read: Reading, node: Node) -> Expression:
    """A lambda: its body is what it returns."""
    body = read.expression(node.child_by_field_name("body"))
    taken = parameters(read, node.child_by_field_name("parameters"))
    return Closure(read.span(node), Function(read.span(node), "", taken, [Return(body.at, body)]))


def parameters(read: Reading, node: Node | None) -> list[Parameter]:
    """What a function takes, in order."""
    found: list[Parameter] = []
    kind: Literal["positional", "keyword"] = "positional"
    for child in parts(node) if node else []:
        if child.type in ("keyword_separator", "positional_separator"):
            kind = "keyword" if child.type == "keyword_separator" else kind
            continue
        taken = _parameter(read, child)
        if taken.kind == "rest":
            kind = "keyword"
        elif taken.kind == "positional":
            taken.kind = kind
        found.append(taken)
    return found


def _parameter(read: Reading, node: Node) -> Parameter:
    type_, value = node.child_by_field_name("type"), node.child_by_field_name("value")
    called = _named(node)
    return Parameter(
        read.span(node),
        read.text(called).lstrip("*"),
        read.text(type_) if type_ else None,
        read.expression(value) if value else None,
        KINDS.get(called.type, "positional"),
    )


def _named(node: Node) -> Node:
    if node.type == "typed_parameter":
        return parts(node)[0]
    return node.child_by_field_name("name") or node
