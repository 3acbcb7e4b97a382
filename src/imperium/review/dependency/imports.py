"""What a file imports when it is loaded, as it is written, read from the top of its syntax tree.

Imports inside of functions don't count: they are how a cycle is broken. Nor do those that only type checkers see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from imperium.analysis.frontend import FAMILIES
from imperium.analysis.source import SourceFile
from imperium.review.tree import line, text, tree, walk

if TYPE_CHECKING:
    from tree_sitter import Node


class Imported(Struct, frozen=True):
    """A name that is imported (`a.b`, `./a`, `a/b.h`) and its line. `names` may be modules below it (`from a import
    b`); `above` counts the dots of a relative import in Python."""

    name: str
    line: int
    names: tuple[str, ...] = ()
    above: int = 0


def imported(source: SourceFile) -> list[Imported]:
    """The imports of a file, in order."""
    syntax = tree(source)
    return list(_READERS[FAMILIES[source.language]](syntax.root)) if syntax else []


def _python(root: Node) -> Iterator[Imported]:
    for node in _loaded(root):
        if node.type == "import_statement":
            for name in node.children_by_field_name("name"):
                yield Imported(text(name.child_by_field_name("name") or name), line(node))
        elif node.type == "import_from_statement":
            written = text(node.child_by_field_name("module_name"))
            names = [text(name.child_by_field_name("name") or name) for name in node.children_by_field_name("name")]
            above = len(written) - len(written.lstrip("."))
            yield Imported(written[above:].strip(), line(node), tuple(names), above)


_PASSED = frozenset({"if_statement", "else_clause", "elif_clause", "try_statement", "except_clause", "block"})


def _loaded(root: Node) -> Iterator[Node]:
    """The statements that run when a module of Python is loaded; a class's body holds no imports worth the walk."""
    waiting = root.named_children[::-1]
    while waiting:
        node = waiting.pop()
        if node.type not in _PASSED:
            yield node
        elif "TYPE_CHECKING" not in text(node.child_by_field_name("condition")):
            waiting.extend(reversed(node.named_children))


def _javascript(root: Node) -> Iterator[Imported]:
    for node in root.named_children:
        if node.type in ("import_statement", "export_statement"):
            source = node.child_by_field_name("source")
            if source is not None and not text(node).startswith(("import type", "export type")):
                yield Imported(text(source).strip("'\"`"), line(node))
        elif node.type in ("lexical_declaration", "variable_declaration", "expression_statement"):
            yield from _required(node)


def _required(declaration: Node) -> Iterator[Imported]:
    """`const a = require("b")`, also of a member (`require("b").c`), and `require("b")` alone."""
    for node in walk(declaration, _DECLARING):
        if node.type == "call_expression" and text(node.child_by_field_name("function")) == "require":
            arguments = node.child_by_field_name("arguments")
            strings = [child for child in arguments.named_children if child.type == "string"] if arguments else []
            yield from (Imported(text(string).strip("'\""), line(node)) for string in strings[:1])


_DECLARING = frozenset({"variable_declarator", "call_expression", "member_expression", "assignment_expression"})


def _java(root: Node) -> Iterator[Imported]:
    for node in root.named_children:
        if node.type == "import_declaration":
            words = text(node).removesuffix(";").split()
            yield Imported(words[-1] if len(words) > 1 else "", line(node))


def _rust(root: Node) -> Iterator[Imported]:
    for node in root.named_children:
        if node.type == "use_declaration":
            yield Imported(text(node.child_by_field_name("argument")), line(node))
        elif node.type == "mod_item" and node.child_by_field_name("body") is None:
            yield Imported(f"self::{text(node.child_by_field_name('name'))}", line(node))


def _cpp(root: Node) -> Iterator[Imported]:
    for node in walk(root, _GUARDS):
        if node.type == "preproc_include":
            yield Imported(text(node.child_by_field_name("path")), line(node))


_GUARDS = frozenset({"preproc_ifdef", "preproc_if", "preproc_else", "linkage_specification", "declaration_list"})


_READERS: dict[str, Callable[[Node], Iterator[Imported]]] = {
    "python": _python,
    "javascript": _javascript,
    "java": _java,
    "rust": _rust,
    "cpp": _cpp,
}
