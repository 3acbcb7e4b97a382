"""Expressions of JavaScript: names, calls, operators, objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from imperium.analysis.frontends.javascript import functions, literals, modules, patterns
from imperium.analysis.frontends.javascript.reading import Reading, expression, parts
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
    Logical,
    Mapping,
    Name,
    Sequence,
    Spread,
    Subscript,
    Template,
    Unary,
    Unknown,
)

if TYPE_CHECKING:
    from tree_sitter import Node

ARITHMETIC = {"+", "-", "*", "/", "%", "**", "<<", ">>", "&", "|", "^"}
COMPARISONS = {"===": "==", "!==": "!=", "==": "==", "!=": "!=", "instanceof": "instanceof", "in": "in"} | {
    sign: sign for sign in ("<", "<=", ">", ">=")
}
SHORT_CIRCUITS = {"&&": "and", "||": "or", "??": "??"}
SIGNS = {"!": "not", "-": "-", "+": "+", "~": "~"}


@expression("identifier", "this", "super", "property_identifier", "type_identifier", "shorthand_property_identifier")
def name(read: Reading, node: Node) -> Expression:
    return Name(read.span(node), read.text(node))


@expression("parenthesized_expression", "non_null_expression", "instantiation_expression", "optional_chain")
def inner(read: Reading, node: Node) -> Expression:
    """What stands in parentheses, or before a `!` or type arguments of TypeScript."""
    inside = parts(node)
    return read.expression(inside[0]) if inside else Unknown(read.span(node))


@expression("member_expression", "nested_identifier")
def member(read: Reading, node: Node) -> Expression:
    owner, attribute = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or attribute is None:
        return Unknown(read.span(node))
    return Attribute(read.span(node), read.expression(owner), read.text(attribute))


@expression("subscript_expression")
def subscript(read: Reading, node: Node) -> Expression:
    """`value[index]`; `value["name"]` is `value.name`."""
    owner, index = node.child_by_field_name("object"), node.child_by_field_name("index")
    if owner is None or index is None:
        return Unknown(read.span(node))
    value, key = read.expression(owner), read.expression(index)
    if isinstance(key, Constant) and isinstance(key.value, str) and key.value.isidentifier():
        return Attribute(read.span(node), value, key.value)
    return Subscript(read.span(node), value, key)


@expression("call_expression", "new_expression")
def call(read: Reading, node: Node) -> Expression:
    """A call, a construction, a tagged template, or a module that is asked for by its name."""
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    given = node.child_by_field_name("arguments")
    if function is None:
        return Unknown(read.span(node))
    module = modules.required(read, node)
    if module:
        return modules.hoisted(read, node, module)
    if given is not None and given.type == "template_string":
        return _tagged(read, node, read.expression(function), given)
    arguments = [] if given is None else read.all(parts(given))
    return Call(read.span(node), read.expression(function), arguments, constructs=node.type == "new_expression")


def _tagged(read: Reading, node: Node, tag: Expression, given: Node) -> Template:
    text = read.expression(given)
    inside = text.parts if isinstance(text, Template) else [text]
    return Template(read.span(node), inside, tag)


@expression("binary_expression")
def binary(read: Reading, node: Node) -> Expression:
    at, operator = read.span(node), read.text(node.child_by_field_name("operator"))
    left, right = (read.expression(side) for side in _sides(node))
    if operator in SHORT_CIRCUITS:
        return Logical(at, cast(Literal["and", "or", "??"], SHORT_CIRCUITS[operator]), [left, right])
    if operator in COMPARISONS:
        return Compare(at, cast(Literal["=="], COMPARISONS[operator]), left, right)
    operator = operator.replace(">>>", ">>")
    return Binary(at, operator, left, right) if operator in ARITHMETIC else Unknown(at, [left, right])


def _sides(node: Node) -> tuple[Node, Node]:
    inside = parts(node)
    return node.child_by_field_name("left") or inside[0], node.child_by_field_name("right") or inside[-1]


@expression("unary_expression")
def unary(read: Reading, node: Node) -> Expression:
    at, operator = read.span(node), read.text(node.child_by_field_name("operator"))
    operand = read.expression(parts(node)[-1])
    if operator in SIGNS:
        return Unary(at, cast(Literal["not", "-", "+", "~"], SIGNS[operator]), operand)
    if operator == "typeof":
        return Call(at, Name(at, "typeof"), [operand])
    return Subscript(at, Sequence(at, "tuple", [operand, Constant(at, None)]), Constant(at, 1))


@expression("update_expression")
def update(read: Reading, node: Node) -> Expression:
    at = read.span(node)
    operator = read.text(node.child_by_field_name("operator"))[:1]
    return Assignment(at, read.expression(parts(node)[0]), Constant(at, 1), operator)


@expression("assignment_expression", "augmented_assignment_expression")
def assignment(read: Reading, node: Node) -> Expression:
    """`a = b`, `a += b`; `a ??= b` is `a = a ?? b`."""
    at = read.span(node)
    left, right = _sides(node)
    target, value = patterns.target(read, left), functions.named(read, right, read.text(left))
    operator = read.text(node.child_by_field_name("operator")).removesuffix("=")
    if operator in SHORT_CIRCUITS:
        circuit = cast(Literal["and", "or", "??"], SHORT_CIRCUITS[operator])
        return Assignment(at, target, Logical(at, circuit, [read.expression(left), value]))
    return Assignment(at, target, value, operator.replace(">>>", ">>") or None)


@expression("ternary_expression")
def ternary(read: Reading, node: Node) -> Expression:
    test, body, otherwise = (read.expression(part) for part in parts(node)[:3])
    return Conditional(read.span(node), test, body, otherwise)


@expression("sequence_expression")
def sequence(read: Reading, node: Node) -> Expression:
    """`a, b`: everything is done, the last is the value."""
    at, items = read.span(node), read.all(parts(node))
    return Subscript(at, Sequence(at, "tuple", items), Constant(at, len(items) - 1))


@expression("array")
def array(read: Reading, node: Node) -> Expression:
    return Sequence(read.span(node), "list", read.all(parts(node)))


@expression("spread_element")
def spread(read: Reading, node: Node) -> Expression:
    return Spread(read.span(node), read.expression(parts(node)[0]))


@expression("object")
def mapping(read: Reading, node: Node) -> Expression:
    return Mapping(read.span(node), [_item(read, part) for part in parts(node)])


def _item(read: Reading, node: Node) -> tuple[Expression | None, Expression]:
    if node.type == "spread_element":
        return None, read.expression(parts(node)[0])
    if node.type == "shorthand_property_identifier":
        return Constant(read.span(node), read.text(node)), name(read, node)
    if node.type == "method_definition":
        key = patterns.key(read, node.child_by_field_name("name"), read.span(node))
        return key, Closure(read.span(node), functions.function(read, node))
    value = node.child_by_field_name("value")
    if node.type != "pair" or value is None:
        return None, Unknown(read.span(node))
    written = node.child_by_field_name("key")
    return patterns.key(read, written, read.span(node)), functions.named(read, value, read.text(written))


@expression("await_expression")
def awaited(read: Reading, node: Node) -> Expression:
    return Await(read.span(node), read.expression(parts(node)[0]))


@expression("yield_expression")
def yielded(read: Reading, node: Node) -> Expression:
    inside = parts(node)
    return Await(read.span(node), read.expression(inside[0]) if inside else None, yields=True)


@expression("as_expression", "satisfies_expression")
def typed(read: Reading, node: Node) -> Expression:
    """`value as Type`."""
    inside = parts(node)
    return Cast(read.span(node), read.text(inside[-1]), read.expression(inside[0]))


@expression("type_assertion")
def asserted(read: Reading, node: Node) -> Expression:
    """`<Type>value`."""
    inside = parts(node)
    return Cast(read.span(node), read.text(inside[0]).strip("<>"), read.expression(inside[-1]))


@expression("class")
def class_expression(read: Reading, node: Node) -> Expression:
    """A class inside of an expression is declared before its statement."""
    declared = functions.class_(read, node)
    read.hoisted.append(declared)
    return Name(read.span(node), declared.name)


@expression("meta_property", "import", "type_arguments", "statement_identifier")
def meta(read: Reading, node: Node) -> Expression:
    return Unknown(read.span(node))


LITERALS = literals
"""Loaded for what it registers."""
