"""Modules of JavaScript, of both kinds: what a file asks for and what it gives.

`require("./lib/db").query` and `import { query } from "./lib/db"` bind `src/lib/db.query` in `src/app.js`; a package
keeps its name (`@hapi/hapi`), a part of Node too (`node:fs/promises` is `fs.promises`). What a module gives is set on
`exports`, or is `module.exports` as a whole; a default export is `exports.default`, and a file's default is asked for
as `src/lib/db.default`.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from imperium.analysis.frontends.javascript import functions, literals
from imperium.analysis.frontends.javascript.reading import Reading, parts, statement
from imperium.analysis.program import Assign, Attribute, Expression, Import, Name, Statement
from imperium.analysis.source import SUFFIXES, Span

if TYPE_CHECKING:
    from tree_sitter import Node

NODE = re.compile(r"^(fs|path|dns|stream|timers|util|readline|lodash)/(\w+)$")
"""Modules that are named by their path and are properties of the whole as well."""

INDEX = "/index"


def own_name(path: str) -> str:
    """What others find a file by: its path without the suffix; a folder's `index` is the folder."""
    stem, suffix = posixpath.splitext(path)
    return (stem if suffix in SUFFIXES else path).removesuffix(INDEX)


def full_name(read: Reading, written: str) -> str:
    """The full name of a module that is asked for as written."""
    if written.startswith("."):
        return own_name(posixpath.normpath(posixpath.join(posixpath.dirname(read.path), written)))
    return NODE.sub(r"\1.\2", written.removeprefix("node:"))


def required(read: Reading, node: Node) -> str:
    """The module that `require("…")` or `import("…")` asks for; empty where it is something else."""
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or given is None or read.text(function) not in ("require", "import"):
        return ""
    inside = parts(given)
    return full_name(read, literals.text(read, inside[0])) if inside and inside[0].type == "string" else ""


def hoisted(read: Reading, node: Node, module: str) -> Expression:
    """A module in the middle of an expression is imported before the statement, under the name that is written."""
    at, name = read.span(node), read.text(node)
    read.hoisted.append(Import(at, {name: module}))
    return Name(at, name)


def bound(read: Reading, node: Node) -> str:
    """What `require("x")` or `require("x").y.z` is the full name of; empty for any other expression."""
    if node.type == "await_expression":
        return bound(read, parts(node)[0])
    if node.type == "call_expression":
        return required(read, node)
    owner, attribute = node.child_by_field_name("object"), node.child_by_field_name("property")
    if node.type != "member_expression" or owner is None:
        return ""
    outer = bound(read, owner)
    return f"{outer}.{read.text(attribute)}" if outer else ""


def declared(read: Reading, node: Node) -> list[Statement]:
    """`const name = require("x")` and `const {a, b: c} = require("x").y`; empty for any other declaration."""
    target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    full = bound(read, value) if value is not None else ""
    if not full or target is None:
        return []
    if target.type == "identifier":
        return [Import(read.span(node), {read.text(target): full})]
    names = _unpacked(read, target, full) if target.type == "object_pattern" else None
    return [Import(read.span(node), names)] if names is not None else []


def _unpacked(read: Reading, pattern: Node, full: str) -> dict[str, str] | None:
    """Names that a pattern of plain names binds; None where it holds more than that."""
    names: dict[str, str] = {}
    for part in parts(pattern):
        key, value = part.child_by_field_name("key") or part, part.child_by_field_name("value") or part
        if value.type not in ("identifier", "shorthand_property_identifier_pattern"):
            return None
        names[read.text(value)] = f"{full}.{read.text(key)}"
    return names


@statement("import_statement")
def import_(read: Reading, node: Node) -> list[Statement]:
    if any(child.type == "type" for child in node.children):
        return []
    source = node.child_by_field_name("source")
    clause = next((part for part in parts(node) if part.type in ("import_clause", "import_require_clause")), None)
    if clause is None:
        return []
    source = source or clause.child_by_field_name("source")
    written = literals.text(read, source) if source is not None else ""
    names = {local: full for part in parts(clause) for local, full in _clause(read, part, written)}
    return [Import(read.span(node), names)] if names else []


def _clause(read: Reading, node: Node, written: str) -> list[tuple[str, str]]:
    if node.type == "identifier":
        return [(read.text(node), _default_of(read, written))]
    if node.type == "namespace_import":
        return [(read.text(parts(node)[0]), full_name(read, written))]
    return _specifiers(read, node, written)


def _default_of(read: Reading, written: str) -> str:
    """A file's default is a part of it; a package is taken for its default, as most are."""
    return full_name(read, written) + (".default" if written.startswith(".") else "")


def _specifiers(read: Reading, node: Node, written: str) -> list[tuple[str, str]]:
    """Names in braces of an import or export: (the name on this side, its full name on the other)."""
    module = full_name(read, written)
    found = []
    for part in parts(node):
        name = read.text(part.child_by_field_name("name") or next(iter(part.children), None)).strip("'\"")
        alias = read.text(part.child_by_field_name("alias")).strip("'\"") or name
        if part.type in ("import_specifier", "export_specifier"):
            found.append((alias, _default_of(read, written) if name == "default" else f"{module}.{name}"))
    return found


@statement("export_statement")
def export(read: Reading, node: Node) -> list[Statement]:
    at = read.span(node)
    declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
    source = node.child_by_field_name("source")
    default = any(child.type == "default" for child in node.children)
    if source is not None:
        return _passed_on(read, node, literals.text(read, source))
    if declaration is not None:
        return _given(read.statement(declaration), at, default)
    if value is not None:
        return _default(read, value, at)
    clause = next((part for part in parts(node) if part.type == "export_clause"), None)
    if clause is not None:
        return [_set(at, name, Name(at, full[1:])) for name, full in _specifiers(read, clause, "")]
    whole = next((part for part in parts(node) if part.type != "decorator"), None)
    return [_whole(at, read.expression(whole))] if whole is not None else []


def _default(read: Reading, value: Node, at: Span) -> list[Statement]:
    held = functions.named(read, value, "default")
    return [_set(at, "default", held)]


def _given(declared: list[Statement], at: Span, default: bool) -> list[Statement]:
    """A declaration and what it gives to others."""
    names = [name for each in declared for name in _names(each)]
    return declared + [_set(at, "default" if default else name, Name(at, name)) for name in names]


def _names(declared: Statement) -> list[str]:
    if isinstance(declared, Assign):
        return [target.id for target in declared.targets if isinstance(target, Name)]
    if isinstance(declared, Import):
        return list(declared.names)
    name = getattr(declared, "name", "")
    return [name] if name else []


def _passed_on(read: Reading, node: Node, written: str) -> list[Statement]:
    """`export {a as b} from "x"`, `export * from "x"`."""
    at = read.span(node)
    clause = next((part for part in parts(node) if part.type == "export_clause"), None)
    if clause is None:
        return [Import(at, {"*": full_name(read, written)})]
    pairs = _specifiers(read, clause, written)
    return [Import(at, dict(pairs)), *(_set(at, name, Name(at, name)) for name, _ in pairs)]


def _set(at: Span, name: str, value: Expression) -> Statement:
    return Assign(at, [Attribute(at, Name(at, "exports"), name)], value)


def _whole(at: Span, value: Expression) -> Statement:
    return Assign(at, [Attribute(at, Name(at, "module"), "exports")], value)
