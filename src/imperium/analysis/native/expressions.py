"""Expressions of C and C++ lowered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tree_sitter import Node as Tree

from imperium.analysis.frontend import DEPTH
from imperium.analysis.native import ctype, declarators, syntax
from imperium.analysis.native.declarators import text
from imperium.analysis.native.preprocessing import Macro
from imperium.analysis.native.syntax import Expression

if TYPE_CHECKING:
    from imperium.analysis.native.lowering import Lowering

CASTS = ("static_cast", "reinterpret_cast", "const_cast", "dynamic_cast")
STARS = re.compile(r"\s*(\*+)\s*(\[([^\]]*)\])?\s*;")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def expression(reader: Lowering, node: Tree | None) -> Expression:
    """The expression of a node; what has no reading of its own is `Unread` around its parts."""
    if node is None:
        raise ValueError("an expression has no node")
    if reader.depth >= DEPTH:
        return syntax.Unread(reader.at(node))
    reader.depth += 1
    try:
        return READINGS.get(node.type, _unread)(reader, node)
    finally:
        reader.depth -= 1


def maybe(reader: Lowering, node: Tree | None) -> Expression | None:
    return None if node is None else expression(reader, node)


def _field(reader: Lowering, node: Tree, name: str) -> Expression:
    child = node.child_by_field_name(name)
    return syntax.Unread(reader.at(node)) if child is None else expression(reader, child)


def _unread(reader: Lowering, node: Tree) -> Expression:
    parts = [expression(reader, child) for child in node.named_children if child.type != "comment"]
    return syntax.Unread(reader.at(node), parts)


def _inner(reader: Lowering, node: Tree) -> Expression:
    inner = [child for child in node.named_children if child.type != "comment"]
    return expression(reader, inner[-1]) if inner else syntax.Unread(reader.at(node))


def _condition(reader: Lowering, node: Tree) -> Expression:
    value = node.child_by_field_name("value")
    return _inner(reader, node) if value is None else expression(reader, value)


# Literals


def _number(reader: Lowering, node: Tree) -> Expression:
    return syntax.Literal(reader.at(node), number(text(node)))


def number(written: str) -> int | float:
    """The value of a number as it is written."""
    plain = written.replace("'", "").lower()
    digits = plain.rstrip("ulz")
    if digits[:1] in ("-", "+"):
        return number(digits[1:]) * (-1 if digits[0] == "-" else 1)
    try:
        if digits.startswith("0x") and "." not in digits and "p" not in digits:
            return int(digits, 16)
        if digits.startswith("0b"):
            return int(digits[2:], 2)
        if digits.isdigit():
            return int(digits, 8) if digits.startswith("0") and len(digits) > 1 else int(digits)
        return float.fromhex(plain) if plain.startswith("0x") else float(plain.rstrip("fl"))
    except (ValueError, OverflowError):
        return 0


def _text(reader: Lowering, node: Tree) -> Expression:
    written = text(node)
    unit = 4 if written[:1] in "LU" else 2 if written[:2] == 'u"' else 1
    first, last = written.find('"'), written.rfind('"')
    return syntax.Literal(reader.at(node), unescaped(written[first + 1 : last]), unit)


def unescaped(written: str) -> str:
    """A text's characters, its escapes resolved; a numeric escape is one character."""
    if "\\" not in written:
        return written
    made, at = [], 0
    while at < len(written):
        if written[at] != "\\" or at + 1 >= len(written):
            made.append(written[at])
            at += 1
            continue
        character, at = _escape(written, at + 1)
        made.append(character)
    return "".join(made)


def _escape(written: str, at: int) -> tuple[str, int]:
    sign = written[at]
    digits, base = ("0123456789abcdefABCDEF", 16) if sign == "x" else ("01234567", 8)
    start = at + 1 if sign == "x" else at
    end = start
    while end < len(written) and written[end] in digits and (base == 16 or end - start < 3):
        end += 1
    if end > start:
        return chr(int(written[start:end], base) % 0x110000), end
    return ESCAPES.get(sign, sign), at + 1


def _character(reader: Lowering, node: Tree) -> Expression:
    inner = unescaped(text(node).partition("'")[2].removesuffix("'"))
    return syntax.Literal(reader.at(node), ord(inner[0]) if inner else 0)


def _joined(reader: Lowering, node: Tree) -> Expression:
    parts = [expression(reader, child) for child in node.named_children if child.type != "comment"]
    if all(isinstance(part, syntax.Literal) and isinstance(part.value, str) for part in parts):
        unit = max((part.unit for part in parts if isinstance(part, syntax.Literal)), default=1)
        return syntax.Literal(
            reader.at(node), "".join(str(part.value) for part in parts if isinstance(part, syntax.Literal)), unit
        )
    return syntax.Unread(reader.at(node), parts)


# Names and macros


def _name(reader: Lowering, node: Tree) -> Expression:
    name = text(node).removeprefix("::")
    macro = reader.macro(name)
    if macro is not None and macro.parameters is None and macro.body and name not in reader.enumerators:
        return _expanded(reader, node, name, macro.body)
    if name in reader.enumerators:
        return syntax.Literal(reader.at(node), reader.enumerators[name])
    return syntax.Name(reader.at(node), name)


def _expanded(reader: Lowering, node: Tree, name: str, body: str) -> Expression:
    """A macro's body, read as an expression that stands where the macro is used."""
    found = parsed_expression(reader, body)
    if found is None:
        return syntax.Name(reader.at(node), name)
    outer = reader.site
    reader.site = reader.at(node)
    reader.unit.expanded.add(reader.site)
    reader.expanding.append(name)
    try:
        return expression(reader, found)
    finally:
        reader.site = outer
        reader.expanding.pop()


def parsed_expression(reader: Lowering, body: str) -> Tree | None:
    """The syntax of an expression in text, or None where it isn't one."""
    root = reader.parse(f"int _ = ({body});")
    if root.has_error or len(root.named_children) != 1:
        return None
    made = root.named_children[0].child_by_field_name("declarator")
    return None if made is None else made.child_by_field_name("value")


def _qualified(reader: Lowering, node: Tree) -> Expression:
    name = text(node)
    return syntax.Name(reader.at(node), name.removeprefix("::").removeprefix("std::").rpartition("::")[2])


# Operators


def _binary(reader: Lowering, node: Tree) -> Expression:
    sign = text(node.child_by_field_name("operator") or node)
    sign = {"and": "&&", "or": "||", "not_eq": "!=", "bitand": "&", "bitor": "|", "xor": "^"}.get(sign, sign)
    return syntax.Binary(reader.at(node), sign, _field(reader, node, "left"), _field(reader, node, "right"))


def _comma(reader: Lowering, node: Tree) -> Expression:
    return syntax.Binary(reader.at(node), ",", _field(reader, node, "left"), _field(reader, node, "right"))


def _unary(reader: Lowering, node: Tree) -> Expression:
    sign = {"not": "!", "compl": "~"}.get(written := text(node.child_by_field_name("operator") or node), written)
    return syntax.Unary(reader.at(node), sign, _field(reader, node, "argument"))


def _increment(reader: Lowering, node: Tree) -> Expression:
    sign = node.child_by_field_name("operator")
    argument = node.child_by_field_name("argument")
    before = sign is not None and argument is not None and sign.start_byte < argument.start_byte
    by = 1 if sign is not None and sign.text == b"++" else -1
    return syntax.Increment(reader.at(node), _field(reader, node, "argument"), by, before)


def _assign(reader: Lowering, node: Tree) -> Expression:
    sign = text(node.child_by_field_name("operator") or node).removesuffix("=")
    return syntax.Assign(reader.at(node), _field(reader, node, "left"), sign, _field(reader, node, "right"))


def _conditional(reader: Lowering, node: Tree) -> Expression:
    test, otherwise = _field(reader, node, "condition"), _field(reader, node, "alternative")
    body = _field(reader, node, "consequence") if node.child_by_field_name("consequence") else test
    return syntax.Conditional(reader.at(node), test, body, otherwise)


def _member(reader: Lowering, node: Tree) -> Expression:
    sign = node.child_by_field_name("operator")
    name = node.child_by_field_name("field")
    arrow = sign is not None and sign.text == b"->"
    return syntax.Member(reader.at(node), _field(reader, node, "argument"), text(name) if name else "", arrow)


def _index(reader: Lowering, node: Tree) -> Expression:
    listed = node.child_by_field_name("indices")
    index = _inner(reader, listed) if listed is not None else _field(reader, node, "index")
    return syntax.Index(reader.at(node), _field(reader, node, "argument"), index)


def _cast(reader: Lowering, node: Tree) -> Expression:
    kind = node.child_by_field_name("type")
    value = _field(reader, node, "value")
    return value if kind is None else syntax.Cast(reader.at(node), declarators.named(reader, kind), value)


def _sizeof(reader: Lowering, node: Tree) -> Expression:
    kind, value = node.child_by_field_name("type"), node.child_by_field_name("value")
    if kind is not None:
        return syntax.SizeOf(reader.at(node), declarators.named(reader, kind))
    while value is not None and value.type == "parenthesized_expression" and value.named_children:
        value = value.named_children[0]
    if value is not None and value.type == "identifier" and text(value) in reader.known.types:
        return syntax.SizeOf(reader.at(node), reader.type_named(text(value)))
    return syntax.SizeOf(reader.at(node), None, maybe(reader, value))


def _items(reader: Lowering, node: Tree) -> Expression:
    return syntax.Items(
        reader.at(node), [_item(reader, child) for child in node.named_children if child.type != "comment"]
    )


def _item(reader: Lowering, node: Tree) -> tuple[str | None, Expression]:
    if node.type != "initializer_pair":
        return None, expression(reader, node)
    designator = node.child_by_field_name("designator")
    name = text(designator).lstrip(".") if designator is not None and designator.type == "field_designator" else None
    return name, _field(reader, node, "value")


# Calls


def arguments(reader: Lowering, node: Tree | None) -> list[Expression]:
    """The arguments of a call or a constructor."""
    listed = node.named_children if node is not None else []
    return [expression(reader, child) for child in listed if child.type != "comment"]


def _call(reader: Lowering, node: Tree) -> Expression:
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None:
        return _unread(reader, node)
    if function.type == "template_function" and text(function).partition("<")[0].removeprefix("std::") in CASTS:
        return _named_cast(reader, node, function, listed)
    macro = reader.macro(text(function))
    if macro is not None and macro.parameters is not None:
        return _macro_call(reader, node, text(function), macro, listed)
    if function.type == "primitive_type" or function.type == "sized_type_specifier":
        return syntax.Cast(reader.at(node), declarators.named(reader, function), _inner(reader, listed or node))
    return syntax.Call(reader.at(node), expression(reader, function), arguments(reader, listed))


def _macro_call(reader: Lowering, node: Tree, name: str, macro: Macro, listed: Tree | None) -> Expression:
    given = [text(child) for child in listed.named_children if child.type != "comment"] if listed else []
    made = _expanded(reader, node, name, macro.with_arguments(given))
    if isinstance(made, syntax.Name) and made.id == name:
        return syntax.Call(reader.at(node), made, arguments(reader, listed))
    return made


def _named_cast(reader: Lowering, node: Tree, function: Tree, listed: Tree | None) -> Expression:
    given = function.child_by_field_name("arguments")
    kind = given.named_children[0] if given is not None and given.named_children else None
    value = _inner(reader, listed or node)
    return value if kind is None else syntax.Cast(reader.at(node), declarators.named(reader, kind), value)


def _new(reader: Lowering, node: Tree) -> Expression:
    kind, count = declarators.specified(reader, node), node.child_by_field_name("declarator")
    after = (
        reader.syntax.data[node.end_byte : node.end_byte + 80].decode("utf-8", "replace") if reader.site is None else ""
    )
    if (pointers := STARS.match(after)) is not None:
        return _new_pointers(reader, node, kind, pointers)
    while count is not None and count.type != "new_declarator":
        count = count.child_by_field_name("declarator")
    length = None if count is None else maybe(reader, count.child_by_field_name("length"))
    given = arguments(reader, node.child_by_field_name("arguments"))
    return syntax.New(reader.at(node), kind, length, given, node.child_by_field_name("placement") is not None)


def _new_pointers(reader: Lowering, node: Tree, kind: ctype.Type, pointers: re.Match[str]) -> Expression:
    """`new char *[10]`, whose star the grammar leaves behind."""
    for _ in pointers[1]:
        kind = ctype.Pointer(kind)
    found = parsed_expression(reader, pointers[3]) if pointers[3] else None
    return syntax.New(reader.at(node), kind, maybe(reader, found), [])


def _delete(reader: Lowering, node: Tree) -> Expression:
    array = any(child.type in ("[", "[]") for child in node.children)
    return syntax.Delete(reader.at(node), _inner(reader, node), array)


def _lambda(reader: Lowering, node: Tree) -> Expression:
    return syntax.Unread(reader.at(node))


READINGS: dict[str, Callable[[Lowering, Tree], Expression]] = {
    "number_literal": _number,
    "string_literal": _text,
    "raw_string_literal": _text,
    "char_literal": _character,
    "concatenated_string": _joined,
    "true": lambda reader, node: syntax.Literal(reader.at(node), 1),
    "false": lambda reader, node: syntax.Literal(reader.at(node), 0),
    "null": lambda reader, node: syntax.Literal(reader.at(node), 0),
    "nullptr": lambda reader, node: syntax.Literal(reader.at(node), 0),
    "identifier": _name,
    "field_identifier": _name,
    "type_identifier": _name,
    "this": _name,
    "qualified_identifier": _qualified,
    "binary_expression": _binary,
    "comma_expression": _comma,
    "unary_expression": _unary,
    "pointer_expression": _unary,
    "update_expression": _increment,
    "assignment_expression": _assign,
    "conditional_expression": _conditional,
    "field_expression": _member,
    "subscript_expression": _index,
    "cast_expression": _cast,
    "sizeof_expression": _sizeof,
    "initializer_list": _items,
    "call_expression": _call,
    "new_expression": _new,
    "delete_expression": _delete,
    "lambda_expression": _lambda,
    "parenthesized_expression": _inner,
    "condition_clause": _condition,
    "compound_literal_expression": lambda reader, node: _field(reader, node, "value"),
}
