"""Expressions of Rust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from imperium.analysis.frontends.rust import items, macros
from imperium.analysis.frontends.rust.reading import full_name
from imperium.analysis.parsing import ExpressionReader, Walk
from imperium.analysis.program import (
    Assignment,
    Attribute,
    Await,
    Binary,
    Call,
    Cast,
    Closure,
    Compare,
    Conditional,
    Constant,
    Expression,
    Function,
    Logical,
    Mapping,
    Name,
    Return,
    Sequence,
    Statement,
    Subscript,
    Unary,
    Unknown,
)

if TYPE_CHECKING:
    from tree_sitter import Node

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
LOGICAL: dict[str, Any] = {"&&": "and", "||": "or"}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def _text(walk: Walk, node: Node) -> Expression:
    parts = []
    for child in node.named_children:
        written = walk.text(child)
        parts.append(ESCAPES.get(written[1:], written[1:]) if child.type == "escape_sequence" else written)
    return Constant(walk.span(node), "".join(parts))


def _integer(walk: Walk, node: Node) -> Expression:
    digits = walk.text(node).replace("_", "").lower()
    for suffix in ("usize", "isize", "u128", "i128", "u64", "i64", "u32", "i32", "u16", "i16", "u8", "i8"):
        digits = digits.removesuffix(suffix)
    try:
        return Constant(walk.span(node), int(digits, 0) if digits[:1] == "0" and len(digits) > 1 else int(digits))
    except ValueError:
        return Constant(walk.span(node), 0)


def _float(walk: Walk, node: Node) -> Expression:
    try:
        return Constant(
            walk.span(node), float(walk.text(node).replace("_", "").removesuffix("f64").removesuffix("f32"))
        )
    except ValueError:
        return Constant(walk.span(node), 0.0)


def _boolean(walk: Walk, node: Node) -> Expression:
    return Constant(walk.span(node), walk.text(node) == "true")


def _name(walk: Walk, node: Node) -> Expression:
    return Name(walk.span(node), walk.text(node))


def _path(walk: Walk, node: Node) -> Expression:
    """`a::b::c`: its full name where a `use` or a crate starts it, else an attribute of an attribute."""
    first, _, rest = items.type_of(walk, node, "").partition(".")
    if rest and (full := full_name(walk, first)) is not None:
        return Name(walk.span(node), f"{full}.{rest}")
    path, name = node.child_by_field_name("path"), walk.text(node.child_by_field_name("name"))
    return Name(walk.span(node), name) if path is None else Attribute(walk.span(node), walk.expression(path), name)


def _generic(walk: Walk, node: Node) -> Expression:
    return walk.expression(node.child_by_field_name("function") or node.child_by_field_name("type"))


def _inner(walk: Walk, node: Node) -> Expression:
    """The value itself: `&x`, `*x`, `x?`, `(x)`."""
    value = node.child_by_field_name("value")
    inner = [child for child in node.named_children if not child.is_extra and child.type != "mutable_specifier"]
    return walk.expression(value or (inner[-1] if inner else None))


def _unary(walk: Walk, node: Node) -> Expression:
    sign = node.children[0].type
    inner = _inner(walk, node)
    return inner if sign == "*" else Unary(walk.span(node), "not" if sign == "!" else "-", inner)


def _binary(walk: Walk, node: Node) -> Expression:
    sign: Any = walk.text(node.child_by_field_name("operator"))
    left, right = (walk.expression(node.child_by_field_name(side)) for side in ("left", "right"))
    if sign in LOGICAL:
        return Logical(walk.span(node), LOGICAL[sign], [left, right])
    return (
        Compare(walk.span(node), sign, left, right)
        if sign in COMPARISONS
        else Binary(walk.span(node), sign, left, right)
    )


def _assign(walk: Walk, node: Node) -> Expression:
    sign = walk.text(node.child_by_field_name("operator")).removesuffix("=") or None
    left, right = (walk.expression(node.child_by_field_name(side)) for side in ("left", "right"))
    return Assignment(walk.span(node), left, right, sign)


def _call(walk: Walk, node: Node) -> Expression:
    listed = node.child_by_field_name("arguments")
    given = [walk.expression(child) for child in listed.named_children if not child.is_extra] if listed else []
    return Call(walk.span(node), walk.expression(node.child_by_field_name("function")), given)


def _field(walk: Walk, node: Node) -> Expression:
    value = walk.expression(node.child_by_field_name("value"))
    return Attribute(walk.span(node), value, walk.text(node.child_by_field_name("field")))


def _index(walk: Walk, node: Node) -> Expression:
    value, index = node.named_children[0], node.named_children[-1]
    return Subscript(walk.span(node), walk.expression(value), walk.expression(index))


def _struct(walk: Walk, node: Node) -> Expression:
    body = node.child_by_field_name("body")
    found: list[tuple[Expression | None, Expression]] = []
    for child in body.named_children if body is not None else []:
        name = child.child_by_field_name("field") or (child.named_children[0] if child.named_children else child)
        value = child.child_by_field_name("value") or (child.named_children[-1] if child.named_children else child)
        key = None if child.type == "base_field_initializer" else Constant(walk.span(child), walk.text(name))
        found.append((key, walk.expression(value)))
    return Mapping(walk.span(node), found)


def _sequence(walk: Walk, node: Node) -> Expression:
    kind: Any = "tuple" if node.type == "tuple_expression" else "list"
    return Sequence(walk.span(node), kind, [walk.expression(one) for one in node.named_children if not one.is_extra])


def _cast(walk: Walk, node: Node) -> Expression:
    kind, value = node.child_by_field_name("type"), node.child_by_field_name("value")
    return Cast(walk.span(node), walk.text(kind), walk.expression(value))


def _await(walk: Walk, node: Node) -> Expression:
    return Await(walk.span(node), walk.expression(node.named_children[0] if node.named_children else None))


def _closure(walk: Walk, node: Node) -> Expression:
    at, body = walk.span(node), node.child_by_field_name("body")
    held: list[Statement] = items.body(walk, body) if body is not None and body.type == "block" else []
    if body is not None and body.type != "block":
        held = [Return(walk.span(body), walk.expression(body))]
    return Closure(at, Function(at, "", items.parameters(walk, node), held))


def _if(walk: Walk, node: Node) -> Expression:
    """An `if` whose value is used; `if let` binds nothing here, what is inside it comes from the value."""
    test = node.child_by_field_name("condition")
    body, otherwise = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
    value = Constant(walk.span(node), None) if otherwise is None else _inner(walk, otherwise)
    return Conditional(walk.span(node), walk.expression(test), walk.expression(body), value)


def _block(walk: Walk, node: Node) -> Expression:
    """What a block gives: its last expression, beside all that is in it."""
    inner = [child for child in node.named_children if not child.is_extra]
    if len(inner) == 1 and not inner[0].type.endswith(("_statement", "_declaration", "_item")):
        return walk.expression(inner[0])
    return Unknown(walk.span(node), [walk.expression(child) for child in inner])


def _condition(walk: Walk, node: Node) -> Expression:
    return Unknown(walk.span(node), [walk.expression(node.child_by_field_name("value"))])


def _match(walk: Walk, node: Node) -> Expression:
    body = node.child_by_field_name("body")
    arms = [arm.child_by_field_name("value") for arm in body.named_children if arm.type == "match_arm"] if body else []
    subject = walk.expression(node.child_by_field_name("value"))
    return Unknown(walk.span(node), [subject, *(walk.expression(arm) for arm in arms)])


def _nothing(walk: Walk, node: Node) -> Expression:
    return Constant(walk.span(node), None)


EXPRESSIONS: dict[str, ExpressionReader] = {
    "string_literal": _text,
    "raw_string_literal": _text,
    "integer_literal": _integer,
    "float_literal": _float,
    "boolean_literal": _boolean,
    "char_literal": lambda walk, node: Constant(walk.span(node), walk.text(node)[1:-1]),
    "unit_expression": _nothing,
    "identifier": _name,
    "type_identifier": _name,
    "field_identifier": _name,
    "self": _name,
    "crate": _name,
    "super": _name,
    "primitive_type": _name,
    "scoped_identifier": _path,
    "scoped_type_identifier": _path,
    "generic_function": _generic,
    "generic_type": _generic,
    "reference_expression": _inner,
    "try_expression": _inner,
    "parenthesized_expression": _inner,
    "unary_expression": _unary,
    "binary_expression": _binary,
    "assignment_expression": _assign,
    "compound_assignment_expr": _assign,
    "call_expression": _call,
    "field_expression": _field,
    "index_expression": _index,
    "struct_expression": _struct,
    "tuple_expression": _sequence,
    "array_expression": _sequence,
    "type_cast_expression": _cast,
    "await_expression": _await,
    "closure_expression": _closure,
    "if_expression": _if,
    "match_expression": _match,
    "block": _block,
    "unsafe_block": _inner,
    "async_block": _inner,
    "let_condition": _condition,
    "macro_invocation": macros.macro,
}
