"""Python: functions and methods with a docstring. That one is missing is ruff's to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imperium.review.documentation.docstring import said
from imperium.review.documentation.part import Part, Parts
from imperium.review.tree import line, text

if TYPE_CHECKING:
    from tree_sitter import Node

CONTAINERS = frozenset({"block", "if_statement", "try_statement", "else_clause", "except_clause", "class_definition"})
INSIDE = frozenset({"function_definition", "class_definition", "lambda"})
PLAIN = ("property", "overload", "override", "setter", "cached_property")
_STARRED = frozenset({"list_splat_pattern", "dictionary_splat_pattern"})


def find(root: Node, path: str) -> Iterator[Part]:
    waiting = root.named_children[::-1]
    while waiting:
        node = waiting.pop()
        decorators: list[str] = []
        if node.type == "decorated_definition":
            decorators = [text(child) for child in node.named_children if child.type == "decorator"]
            node = node.child_by_field_name("definition") or node
        if node.type == "function_definition":
            if not any(word in decorator for decorator in decorators for word in PLAIN):
                yield from _function(node)
        elif node.type in CONTAINERS:
            waiting.extend(reversed(node.named_children))


def _function(node: Node) -> Iterator[Part]:
    docstring = _docstring(node.child_by_field_name("body"))
    listed = node.child_by_field_name("parameters")
    if docstring is not None and listed is not None:
        names = [(child, _name(child)) for child in listed.named_children]
        if names and _is_method(node) and names[0][1] in ("self", "cls", "mcs"):
            del names[0]
        starred = [_unwrapped(child).type in _STARRED for child, _ in names]
        yield Part(
            name=text(node.child_by_field_name("name")),
            kind="function",
            line=line(node),
            public=False,
            comment=docstring,
            parameters=tuple(name for (_, name), star in zip(names, starred, strict=True) if name and not star),
            optional=tuple(name for (_, name), star in zip(names, starred, strict=True) if star),
            open=any(_unwrapped(child).type == "dictionary_splat_pattern" for child, _ in names),
            returns=_returns(node.child_by_field_name("body")),
        )


def _is_method(node: Node) -> bool:
    around = node.parent
    while around is not None and around.type in ("decorated_definition", "block"):
        around = around.parent
    return around is not None and around.type == "class_definition"


def _unwrapped(parameter: Node) -> Node:
    """A typed parameter around its name or pattern."""
    return parameter.named_children[0] if parameter.type == "typed_parameter" else parameter


def _name(parameter: Node) -> str:
    """Empty for the marks `/` and `*`."""
    inner = _unwrapped(parameter)
    named = inner.child_by_field_name("name") or inner
    if inner.type in _STARRED:
        named = inner.named_children[0]
    name = text(named)
    return name if named.type == "identifier" else ""


def _docstring(body: Node | None) -> str | None:
    first = next((child for child in body.named_children if child.type != "comment"), None) if body else None
    string = first.named_children[0] if first is not None and first.type == "expression_statement" else None
    if string is None or string.type != "string" or text(string)[:1] in "fFbB":
        return None
    return "".join(text(child) for child in string.named_children if child.type == "string_content")


def _returns(body: Node | None) -> bool:
    """Whether it returns a value itself; a generator's values are its own matter."""
    waiting = [body] if body is not None else []
    gives = False
    while waiting:
        node = waiting.pop()
        if node.type == "yield":
            return False
        if node.type == "return_statement":
            gives = gives or any(child.type != "none" for child in node.named_children)
        waiting.extend(child for child in node.named_children if child.type not in INSIDE)
    return gives


PARTS = Parts(find, said)
