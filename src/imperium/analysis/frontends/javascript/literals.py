"""JavaScript's literals, as the values they stand for (ECMA-262, 12.9)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imperium.analysis.frontends.javascript.reading import Reading, expression
from imperium.analysis.program import Call, Constant, Expression, Name, Template

if TYPE_CHECKING:
    from tree_sitter import Node

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
CODE = re.compile(r"(?:x|u)\{?([0-9a-fA-F]+)\}?")
LARGEST = 0x10FFFF


@expression("string")
def string(read: Reading, node: Node) -> Expression:
    return Constant(read.span(node), text(read, node))


def text(read: Reading, node: Node) -> str:
    """The value of a string literal."""
    return "".join(_fragment(read, part) for part in node.named_children)


def _fragment(read: Reading, node: Node) -> str:
    written = read.text(node)
    return escape(written[1:]) if node.type == "escape_sequence" else written


def escape(written: str) -> str:
    """What an escape sequence stands for, without its backslash."""
    match = CODE.fullmatch(written)
    if match and int(match[1], 16) <= LARGEST:
        return chr(int(match[1], 16))
    return ESCAPES.get(written, written)


@expression("template_string")
def template(read: Reading, node: Node) -> Expression:
    """Text with values in it; without any it is a constant."""
    found = [_part(read, part) for part in node.named_children]
    if all(isinstance(part, Constant) for part in found):
        return Constant(read.span(node), "".join(str(part.value) for part in found if isinstance(part, Constant)))
    return Template(read.span(node), found)


def _part(read: Reading, node: Node) -> Expression:
    if node.type == "template_substitution":
        return read.expression(node.named_children[0])
    return Constant(read.span(node), _fragment(read, node))


@expression("number")
def number(read: Reading, node: Node) -> Expression:
    return Constant(read.span(node), amount(read.text(node)))


def amount(written: str) -> int | float:
    """The value of a number literal: decimal, `0x`, `0o`, `0b`, old octal, with `_`, `n` or an exponent."""
    digits = written.replace("_", "").lower()
    if digits.startswith(("0x", "0o", "0b")):
        return int(digits.rstrip("n"), 0)
    digits = digits.rstrip("n")
    if digits.isdecimal():
        return int(digits, 8 if digits.startswith("0") and set(digits) <= set("01234567") else 10)
    return float(digits)


@expression("regex")
def regex(read: Reading, node: Node) -> Expression:
    """`/pattern/flags` is what `new RegExp("pattern", "flags")` gives."""
    at = read.span(node)
    written = [read.text(node.child_by_field_name(name)) for name in ("pattern", "flags")]
    return Call(at, Name(at, "RegExp"), [Constant(at, part) for part in written if part], constructs=True)


@expression("true", "false")
def boolean(read: Reading, node: Node) -> Expression:
    return Constant(read.span(node), node.type == "true")


@expression("null", "undefined")
def nothing(read: Reading, node: Node) -> Expression:
    return Constant(read.span(node), None)
