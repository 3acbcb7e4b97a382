"""Java's expressions: `EXPRESSIONS` has a reader for each kind of node."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from imperium.analysis.frontends.java import literals, switches
from imperium.analysis.frontends.java.annotations import decorators
from imperium.analysis.frontends.java.reading import Reading, parts
from imperium.analysis.program import (
    Assignment,
    Attribute,
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
    Name,
    Parameter,
    Return,
    Sequence,
    Statement,
    Subscript,
    Template,
    Unary,
    Unknown,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from imperium.analysis.source import Span

CHAIN = 40
"""Operands of `+` that stay nested; a longer text that is put together is a `Template` of them."""

SLOTS = 32
"""An array made with a size up to this has its places written out, so that each is followed on its own."""

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
SIGNS = {"!": "not", "-": "-", "+": "+", "~": "~"}


def _name(reading: Reading, node: Node) -> Expression:
    return reading.variable(reading.text(node), reading.span(node))


def _self(reading: Reading, node: Node) -> Expression:
    return Name(reading.span(node), node.type)


def _type(reading: Reading, node: Node) -> Expression:
    return reading.type_named(reading.text(node), reading.span(node))


def _class_literal(reading: Reading, node: Node) -> Expression:
    return Attribute(reading.span(node), _type(reading, parts(node)[0]), "class")


def _text(reading: Reading, node: Node) -> Expression:
    return Constant(reading.span(node), literals.text(reading.text(node)))


def _integer(reading: Reading, node: Node) -> Expression:
    return Constant(reading.span(node), literals.integer(reading.text(node)))


def _real(reading: Reading, node: Node) -> Expression:
    return Constant(reading.span(node), literals.real(reading.text(node)))


def _word(reading: Reading, node: Node) -> Expression:
    return Constant(reading.span(node), {"true": True, "false": False}.get(node.type))


def _inside(reading: Reading, node: Node) -> Expression:
    return reading.expression(next(iter(parts(node)), None))


def _binary(reading: Reading, node: Node) -> Expression:
    operator = reading.text(node.child_by_field_name("operator"))
    if operator == "+":
        return _sum(reading, node)
    left = reading.expression(node.child_by_field_name("left"))
    right = reading.expression(node.child_by_field_name("right"))
    return _combined(reading.span(node), operator, left, right)


def _combined(at: Span, operator: str, left: Expression, right: Expression) -> Expression:
    if operator in COMPARISONS:
        return Compare(at, operator, left, right)  # type: ignore[arg-type]  # it is one of them
    if operator in ("&&", "||"):
        return Logical(at, "and" if operator == "&&" else "or", [left, right])
    return Binary(at, _arithmetic(operator, left, right), left, right)


def _arithmetic(operator: str, left: Expression, right: Expression) -> str:
    """Division is of whole numbers unless a literal tells otherwise."""
    whole = not any(isinstance(side, Constant) and isinstance(side.value, float) for side in (left, right))
    return "//" if operator == "/" and whole else operator.replace(">>>", ">>")


def _sum(reading: Reading, node: Node) -> Expression:
    """`a + b + c`, read without recursion: texts are put together from hundreds of pieces."""
    nodes: list[tuple[Node, Node]] = []
    while node.type == "binary_expression" and reading.text(node.child_by_field_name("operator")) == "+":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            break
        nodes.append((node, right))
        node = left
    operands = [reading.expression(node), *(reading.expression(right) for _, right in reversed(nodes))]
    spans = [reading.span(whole) for whole, _ in reversed(nodes)]
    return _template(spans[-1], operands) if len(operands) > CHAIN else _added(spans, operands)


def _added(spans: list[Span], operands: list[Expression]) -> Expression:
    total = operands[0]
    for at, operand in zip(spans, operands[1:], strict=True):
        total = Binary(at, "+", total, operand)
    return total


def _template(at: Span, operands: list[Expression]) -> Expression:
    is_text = any(isinstance(operand, Constant) and isinstance(operand.value, str) for operand in operands)
    return Template(at, operands) if is_text else Unknown(at, operands)


def _unary(reading: Reading, node: Node) -> Expression:
    operand = reading.expression(node.child_by_field_name("operand"))
    sign = SIGNS[reading.text(node.child_by_field_name("operator"))]
    return Unary(reading.span(node), sign, operand)  # type: ignore[arg-type]  # SIGNS has no other


def _update(reading: Reading, node: Node) -> Expression:
    at = reading.span(node)
    operator = "+" if "++" in (reading.text(node)[:2], reading.text(node)[-2:]) else "-"
    return Assignment(at, _inside(reading, node), Constant(at, 1), operator)


def _assignment(reading: Reading, node: Node) -> Expression:
    target = reading.expression(node.child_by_field_name("left"))
    value = reading.expression(node.child_by_field_name("right"))
    written = reading.text(node.child_by_field_name("operator")).removesuffix("=")
    operator = _arithmetic(written, target, value) if written else None
    return Assignment(reading.span(node), target, value, operator)


def _conditional(reading: Reading, node: Node) -> Expression:
    test, body, otherwise = (
        reading.expression(node.child_by_field_name(name)) for name in ("condition", "consequence", "alternative")
    )
    return Conditional(reading.span(node), test, body, otherwise)


def _instance_of(reading: Reading, node: Node) -> Expression:
    """`x instanceof T t` also assigns `x` to `t`; a record's pattern assigns each of its components."""
    at, value = reading.span(node), reading.expression(node.child_by_field_name("left"))
    pattern = node.child_by_field_name("pattern")
    name = node.child_by_field_name("name")
    if name is not None:
        reading.declare(reading.text(name))
        value = Assignment(at, Name(reading.span(name), reading.text(name)), value)
    for bound in switches.bindings(pattern):
        reading.declare(reading.text(bound))
        value = Assignment(at, Name(reading.span(bound), reading.text(bound)), value)
    kind = node.child_by_field_name("right")
    return Compare(at, "instanceof", value, Unknown(at) if kind is None else _type(reading, kind))


def _call(reading: Reading, node: Node) -> Expression:
    at, name = reading.span(node), reading.text(node.child_by_field_name("name"))
    owner = node.child_by_field_name("object")
    if any(child.type == "super" for child in node.children):
        function: Expression = Attribute(at, Name(at, "super"), name)
    elif owner is not None:
        function = Attribute(at, reading.expression(owner), name)
    else:
        function = reading.method(name, at)
    return Call(at, function, reading.expressions_in(node.child_by_field_name("arguments")))


def _attribute(reading: Reading, node: Node) -> Expression:
    at = reading.span(node)
    names = _plain(reading, node)
    if names and (found := reading.qualified(names, at)):
        return found
    value = reading.expression(node.child_by_field_name("object"))
    return Attribute(at, value, reading.text(node.child_by_field_name("field")))


def _plain(reading: Reading, node: Node) -> list[str]:
    """The names of `a.b.c`; nothing where anything else stands between the dots."""
    names: list[str] = []
    current: Node | None = node
    while current is not None and current.type == "field_access":
        names.append(reading.text(current.child_by_field_name("field")))
        current = current.child_by_field_name("object")
    if current is None or current.type != "identifier":
        return []
    return [reading.text(current), *reversed(names)]


def _item(reading: Reading, node: Node) -> Expression:
    array, index = node.child_by_field_name("array"), node.child_by_field_name("index")
    return Subscript(reading.span(node), reading.expression(array), reading.expression(index))


def _array(reading: Reading, node: Node) -> Expression:
    return Sequence(reading.span(node), "list", reading.expressions_in(node))


def _new_array(reading: Reading, node: Node) -> Expression:
    at, value = reading.span(node), node.child_by_field_name("value")
    if value is not None:
        return reading.expression(value)
    sizes = [reading.expression(size) for each in parts(node) if each.type == "dimensions_expr" for size in parts(each)]
    first = sizes[0].value if len(sizes) == 1 and isinstance(sizes[0], Constant) else None
    if isinstance(first, int) and 0 <= first <= SLOTS:
        return Sequence(at, "list", [Constant(at, None) for _ in range(first)])
    return Call(at, Name(at, reading.text(node.child_by_field_name("type")) + "[]"), sizes, constructs=True)


def _cast(reading: Reading, node: Node) -> Expression:
    value = reading.expression(node.child_by_field_name("value"))
    return Cast(reading.span(node), reading.text(node.child_by_field_name("type")), value)


def _new(reading: Reading, node: Node) -> Expression:
    at, kind = reading.span(node), node.child_by_field_name("type")
    arguments = reading.expressions_in(node.child_by_field_name("arguments"))
    body = next((child for child in node.children if child.type == "class_body"), None)
    made = reading.type_named(reading.text(kind), at)
    if body is None:
        return Call(at, made, arguments, constructs=True)
    return _only_method(reading, body) or Call(at, _named(reading, body, made), arguments, constructs=True)


def _only_method(reading: Reading, body: Node) -> Expression | None:
    """A class whose only member is a method is that method."""
    members = parts(body)
    if len(members) != 1 or members[0].type != "method_declaration":
        return None
    method = members[0]
    name, block = method.child_by_field_name("name"), method.child_by_field_name("body")
    return _closure(reading, method, method.child_by_field_name("parameters"), block, reading.text(name))


def _named(reading: Reading, body: Node, base: Expression) -> Expression:
    """Any other class without a name gets one, as the compiler gives it, and is declared before the statement."""
    reading.anonymous += 1
    name = f"{reading.owner.name}${reading.anonymous}"
    reading.hoisted.append(reading.members(reading, name, [base], body, False))
    return Name(reading.span(body), name)


def _lambda(reading: Reading, node: Node) -> Expression:
    return _closure(reading, node, node.child_by_field_name("parameters"), node.child_by_field_name("body"))


def _closure(reading: Reading, node: Node, listed: Node | None, body: Node | None, name: str = "") -> Closure:
    at = reading.span(node)
    with reading.function():
        arguments = parameters(reading, listed)
        reading.declare(*(argument.name for argument in arguments))
        done = _result(reading, body)
    return Closure(at, Function(at, name, arguments, done))


def _result(reading: Reading, body: Node | None) -> list[Statement]:
    """What a lambda does: a block's statements, or the return of its only expression."""
    if body is None or body.type == "block":
        return reading.block(body)
    hoisted, value = reading.value(body)
    return [*hoisted, Return(value.at, value)]


def parameters(reading: Reading, node: Node | None) -> list[Parameter]:
    """The parameters of a method or a lambda, whose types may be left out."""
    if node is None:
        return []
    if node.type == "identifier":
        return [Parameter(reading.span(node), reading.text(node))]
    found = [_parameter(reading, child) for child in parts(node) if child.type != "receiver_parameter"]
    return [parameter for parameter in found if parameter.name]


def _parameter(reading: Reading, node: Node) -> Parameter:
    at = reading.span(node)
    if node.type == "identifier":
        return Parameter(at, reading.text(node))
    if node.type == "spread_parameter":
        kind, declared = [child for child in parts(node) if child.type != "modifiers"][:2]
        name = reading.text(declared.child_by_field_name("name"))
        return Parameter(at, name, reading.text(kind), None, "rest", decorators(reading, node))
    name, kind_of = reading.text(node.child_by_field_name("name")), reading.text(node.child_by_field_name("type"))
    return Parameter(at, name, kind_of or None, decorators=decorators(reading, node))


def _reference(reading: Reading, node: Node) -> Expression:
    """`Name::method` is the method as a value, `Name::new` a function that makes one."""
    at, found = reading.span(node), parts(node)
    if len(found) > 1:
        return Attribute(at, reading.expression(found[0]), reading.text(found[-1]))
    made = Call(at, _type(reading, found[0]), [Name(at, "made_of")], constructs=True)
    return Closure(at, Function(at, "", [Parameter(at, "made_of")], [Return(at, made)]))


def _switch(reading: Reading, node: Node) -> Expression:
    """A switch with a value is a function called where it stands, whose arms return."""
    at = reading.span(node)
    return Call(at, Closure(at, Function(at, "", [], [switches.read(reading, node, returns=True)])))


EXPRESSIONS: dict[str, Callable[[Reading, Node], Expression]] = {
    "array_access": _item,
    "array_creation_expression": _new_array,
    "array_initializer": _array,
    "array_type": _type,
    "assignment_expression": _assignment,
    "binary_expression": _binary,
    "binary_integer_literal": _integer,
    "cast_expression": _cast,
    "character_literal": _text,
    "class_literal": _class_literal,
    "decimal_floating_point_literal": _real,
    "decimal_integer_literal": _integer,
    "element_value_array_initializer": _array,
    "false": _word,
    "field_access": _attribute,
    "generic_type": _type,
    "hex_floating_point_literal": _real,
    "hex_integer_literal": _integer,
    "identifier": _name,
    "instanceof_expression": _instance_of,
    "lambda_expression": _lambda,
    "method_invocation": _call,
    "method_reference": _reference,
    "null_literal": _word,
    "object_creation_expression": _new,
    "octal_integer_literal": _integer,
    "parenthesized_expression": _inside,
    "scoped_identifier": _type,
    "scoped_type_identifier": _type,
    "string_literal": _text,
    "super": _self,
    "switch_expression": _switch,
    "ternary_expression": _conditional,
    "this": _self,
    "true": _word,
    "type_identifier": _type,
    "unary_expression": _unary,
    "update_expression": _update,
}
