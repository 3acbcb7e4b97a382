"""Python's expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, cast

from imperium.analysis.frontends.python import literals
from imperium.analysis.frontends.python.functions import lambda_
from imperium.analysis.frontends.python.reading import EXPRESSIONS, Reading, parts, unknown
from imperium.analysis.program import (
    Assignment,
    Attribute,
    Await,
    Binary,
    Call,
    Compare,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    Logical,
    Mapping,
    Name,
    Sequence,
    Slice,
    Spread,
    Subscript,
    Template,
    Unary,
    Unknown,
)

if TYPE_CHECKING:
    from tree_sitter import Node

CHAIN = 40
"""Operands of `+` that stay nested; a longer text that is put together is a `Template` of them."""

COMPREHENSIONS: dict[str, Literal["list", "set", "dict", "generator"]] = {
    "list_comprehension": "list",
    "set_comprehension": "set",
    "dictionary_comprehension": "dict",
    "generator_expression": "generator",
}
SEQUENCES: dict[str, Literal["list", "tuple", "set"]] = {
    "list": "list",
    "list_pattern": "list",
    "set": "set",
    "tuple": "tuple",
    "tuple_pattern": "tuple",
    "pattern_list": "tuple",
    "expression_list": "tuple",
}


def name(read: Reading, node: Node) -> Expression:
    return Name(read.span(node), read.text(node))


def constant(value: Any) -> Callable[[Reading, Node], Expression]:
    return lambda read, node: Constant(read.span(node), value)


def number(read: Reading, node: Node) -> Expression:
    value = literals.number(read.text(node))
    return Unknown(read.span(node)) if value is None else Constant(read.span(node), value)


def string(read: Reading, node: Node) -> Expression:
    """A string, or a template where it has values in it."""
    prefix = read.text(node.children[0]).rstrip("'\"").lower()
    found = [_part(read, child, prefix) for child in node.children if child.type in ("string_content", "interpolation")]
    if any(not isinstance(part, Constant) for part in found) or "f" in prefix:
        return Template(read.span(node), found)
    body = "".join(str(part.value) for part in found if isinstance(part, Constant))
    return Constant(read.span(node), _bytes(body) if "b" in prefix else body)


def _bytes(body: str) -> bytes:
    return body.encode("latin-1", "replace")


def _part(read: Reading, node: Node, prefix: str) -> Expression:
    if node.type == "string_content":
        body = read.text(node)
        if "f" in prefix:
            body = body.replace("{{", "{").replace("}}", "}")
        return Constant(read.span(node), literals.unescaped(body, prefix))
    value = read.expression(node.child_by_field_name("expression"))
    extra = node.child_by_field_name("format_specifier") or node.child_by_field_name("type_conversion")
    return value if extra is None else Unknown(value.at, [value])


def concatenated(read: Reading, node: Node) -> Expression:
    """Strings side by side are one."""
    found = [read.expression(child) for child in parts(node)]
    if all(isinstance(part, Constant) and isinstance(part.value, str) for part in found):
        return Constant(read.span(node), "".join(str(cast(Constant, part).value) for part in found))
    flat = [piece for part in found for piece in (part.parts if isinstance(part, Template) else [part])]
    return Template(read.span(node), flat)


def attribute(read: Reading, node: Node) -> Expression:
    value = read.expression(node.child_by_field_name("object"))
    called = node.child_by_field_name("attribute")
    return Attribute(read.span(node), value, read.text(called) if called else "")


def subscript(read: Reading, node: Node) -> Expression:
    value = read.expression(node.child_by_field_name("value"))
    indexes = [read.expression(child) for child in node.children_by_field_name("subscript")]
    index = indexes[0] if len(indexes) == 1 else Sequence(read.span(node), "tuple", indexes)
    return Subscript(read.span(node), value, index)


def slice_(read: Reading, node: Node) -> Expression:
    bounds: list[Expression | None] = [None]
    for child in node.children:
        if child.type == ":":
            bounds.append(None)
        elif child.is_named:
            bounds[-1] = read.expression(child)
    return Slice(read.span(node), *bounds[:3])


def call(read: Reading, node: Node) -> Expression:
    found = Call(read.span(node), read.expression(node.child_by_field_name("function")))
    given = node.child_by_field_name("arguments")
    if given is not None and given.type == "generator_expression":
        found.arguments.append(read.expression(given))
    elif given is not None:
        fill(read, given, found.arguments, found.keywords)
    return found


def fill(
    read: Reading, given: Node, arguments: list[Expression], keywords: list[tuple[str | None, Expression]]
) -> None:
    """The arguments that a list of them holds, by position and by name."""
    for child in parts(given):
        if child.type == "keyword_argument":
            called, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            keywords.append((read.text(called) if called else None, read.expression(value)))
        elif child.type == "dictionary_splat":
            keywords.append((None, read.expression(parts(child)[0] if parts(child) else None)))
        else:
            arguments.append(read.expression(child))


def sequence(read: Reading, node: Node) -> Expression:
    return Sequence(read.span(node), SEQUENCES[node.type], [read.expression(child) for child in parts(node)])


def mapping(read: Reading, node: Node) -> Expression:
    found = Mapping(read.span(node), [])
    for child in parts(node):
        if child.type == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            found.items.append((read.expression(key), read.expression(value)))
        else:
            found.items.append((None, _inside(read, child)))
    return found


def spread(read: Reading, node: Node) -> Expression:
    return Spread(read.span(node), _inside(read, node))


def _inside(read: Reading, node: Node) -> Expression:
    inner = parts(node)
    return read.expression(inner[0]) if inner else Unknown(read.span(node))


def inside(read: Reading, node: Node) -> Expression:
    """What stands in parentheses."""
    inner = parts(node)
    return read.expression(inner[0]) if len(inner) == 1 else unknown(read, node)


def comprehension(read: Reading, node: Node) -> Expression:
    body = node.child_by_field_name("body")
    loops: list[tuple[Expression, Expression, list[Expression]]] = []
    for child in parts(node):
        if child.type == "for_in_clause":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            loops.append((read.expression(left), read.expression(right), []))
        elif child.type == "if_clause" and loops:
            loops[-1][2].append(_inside(read, child))
    kind = COMPREHENSIONS[node.type]
    if body is not None and body.type == "pair":
        key, value = body.child_by_field_name("key"), body.child_by_field_name("value")
        return Comprehension(read.span(node), kind, read.expression(value), loops, read.expression(key))
    return Comprehension(read.span(node), kind, read.expression(body), loops)


def binary(read: Reading, node: Node) -> Expression:
    """An operator; a long chain of them is read without recursion."""
    operands = _chain(node)
    if len(operands) > CHAIN:
        return Template(read.span(node), [read.expression(operand) for operand in operands])
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    return Binary(read.span(node), operator.type if operator else "+", read.expression(left), read.expression(right))


def _chain(node: Node) -> list[Node]:
    """The operands of `a + b + c …`, left to right; of another operator, none."""
    found: list[Node] = []
    current: Node | None = node
    while current is not None and current.type == "binary_operator":
        operator, right = current.child_by_field_name("operator"), current.child_by_field_name("right")
        if operator is None or operator.type != "+" or right is None:
            break
        found.append(right)
        current = current.child_by_field_name("left")
    return [] if current is None else [*reversed([*found, current])]


def boolean(read: Reading, node: Node) -> Expression:
    operator: Literal["and", "or"] = "and" if read.text(node.children[1]) == "and" else "or"
    values = [read.expression(node.child_by_field_name(side)) for side in ("left", "right")]
    if isinstance(values[0], Logical) and values[0].operator == operator:
        values = [*values[0].values, values[1]]
    return Logical(read.span(node), operator, values)


def not_(read: Reading, node: Node) -> Expression:
    return Unary(read.span(node), "not", read.expression(node.child_by_field_name("argument")))


def unary(read: Reading, node: Node) -> Expression:
    operator = cast(Literal["-", "+", "~"], node.children[0].type)
    return Unary(read.span(node), operator, read.expression(node.child_by_field_name("argument")))


def comparison(read: Reading, node: Node) -> Expression:
    operands = [read.expression(child) for child in parts(node)]
    operators = [" ".join(read.text(child).split()) for child in node.children_by_field_name("operators")]
    pairs = list(zip(operators, operands, operands[1:], strict=False))
    found: list[Expression] = [
        Compare(read.span(node), cast(Any, _equal(op)), left, right) for op, left, right in pairs
    ]
    return found[0] if len(found) == 1 else Logical(read.span(node), "and", found)


def _equal(operator: str) -> str:
    return "!=" if operator == "<>" else operator


def conditional(read: Reading, node: Node) -> Expression:
    inner = parts(node)
    if len(inner) != 3:
        return unknown(read, node)
    body, test, otherwise = (read.expression(child) for child in inner)
    return Conditional(read.span(node), test, body, otherwise)


def await_(read: Reading, node: Node) -> Expression:
    return Await(read.span(node), _inside(read, node))


def yield_(read: Reading, node: Node) -> Expression:
    inner = parts(node)
    return Await(read.span(node), read.expression(inner[0]) if inner else None, yields=True)


def named(read: Reading, node: Node) -> Expression:
    target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    return Assignment(read.span(node), read.expression(target), read.expression(value))


EXPRESSIONS |= {
    "identifier": name,
    "integer": number,
    "float": number,
    "string": string,
    "concatenated_string": concatenated,
    "true": constant(True),
    "false": constant(False),
    "none": constant(None),
    "attribute": attribute,
    "subscript": subscript,
    "slice": slice_,
    "call": call,
    "dictionary": mapping,
    "list_splat": spread,
    "list_splat_pattern": spread,
    "dictionary_splat": spread,
    "parenthesized_expression": inside,
    "as_pattern_target": inside,
    "type": inside,
    "binary_operator": binary,
    "boolean_operator": boolean,
    "not_operator": not_,
    "unary_operator": unary,
    "comparison_operator": comparison,
    "conditional_expression": conditional,
    "lambda": lambda_,
    "await": await_,
    "yield": yield_,
    "named_expression": named,
    **dict.fromkeys(SEQUENCES, sequence),
    **dict.fromkeys(COMPREHENSIONS, comprehension),
}
