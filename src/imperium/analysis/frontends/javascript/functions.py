"""Functions, arrows, methods and classes, with what is written above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from imperium.analysis.frontends.javascript import patterns
from imperium.analysis.frontends.javascript.reading import Reading, expression, parts, statement
from imperium.analysis.program import (
    Assign,
    Attribute,
    Block,
    Class,
    Closure,
    Constant,
    Decorator,
    Expression,
    Function,
    Name,
    Parameter,
    Return,
    Spread,
    Statement,
)

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = ("function_expression", "arrow_function", "generator_function")
PARAMETERS = ("required_parameter", "optional_parameter")
CARRIERS = (
    "variable_declarator",
    "lexical_declaration",
    "variable_declaration",
    "assignment_expression",
    "expression_statement",
    "export_statement",
    "pair",
)
"""What may stand between a function and the comment about it."""


def named(read: Reading, node: Node, written: str) -> Expression:
    """A value that is given a name: a function without one of its own takes the name's last part."""
    value = read.expression(node)
    if isinstance(value, Closure) and not value.function.name:
        value.function.name = written.rpartition(".")[2].strip("'\"[]#")
    return value


@expression(*FUNCTIONS)
def closure(read: Reading, node: Node) -> Expression:
    return Closure(read.span(node), function(read, node))


@statement("function_declaration", "generator_function_declaration")
def declaration(read: Reading, node: Node) -> list[Statement]:
    return [function(read, node)]


def function(read: Reading, node: Node) -> Function:
    """A function of any form. Properties that a constructor declares by its parameters are set first."""
    parameters = _parameters(read, node)
    return Function(
        read.span(node),
        read.text(node.child_by_field_name("name")).strip("'\"[]"),
        parameters,
        _properties(read, node) + _body(read, node),
        decorators(read, node),
        _type(read, node.child_by_field_name("return_type")),
        any(child.type == "async" for child in node.children),
        any(child.type == "static" for child in node.children),
        remark(read, node),
    )


def _body(read: Reading, node: Node) -> list[Statement]:
    body = node.child_by_field_name("body")
    if body is None or body.type == "statement_block":
        return read.body(body)
    outer, read.hoisted = read.hoisted, []
    value = read.expression(body)
    found, read.hoisted = [*read.hoisted, Return(read.span(body), value)], outer
    return found


def _parameters(read: Reading, node: Node) -> list[Parameter]:
    single = node.child_by_field_name("parameter")
    given = node.child_by_field_name("parameters")
    nodes = [single] if single is not None else [] if given is None else parts(given)
    return [_parameter(read, each) for each in nodes if read.text(each.child_by_field_name("pattern")) != "this"]


def _parameter(read: Reading, node: Node) -> Parameter:
    at, type_, marks = read.span(node), _type(read, node.child_by_field_name("type")), decorators(read, node)
    default: Expression | None = None
    pattern, value = node, node.child_by_field_name("value")
    if node.type in PARAMETERS:
        pattern = node.child_by_field_name("pattern") or node
        default = None if value is None else read.expression(value)
    elif node.type == "assignment_pattern":
        pattern, default = parts(node)[0], read.expression(parts(node)[-1])
    kind: Literal["positional", "rest"] = "positional"
    bound = patterns.target(read, pattern)
    if isinstance(bound, Spread):
        kind, bound = "rest", bound.value
    if isinstance(bound, Name):
        return Parameter(at, bound.id, type_, default, kind, marks)
    return Parameter(at, "", type_, default, kind, marks, bound)


def _properties(read: Reading, node: Node) -> list[Statement]:
    """`constructor(private name: string)` sets `this.name`."""
    given = node.child_by_field_name("parameters")
    if given is None or read.text(node.child_by_field_name("name")) != "constructor":
        return []
    found: list[Statement] = []
    for each in parts(given):
        if any(child.type in ("accessibility_modifier", "readonly") for child in each.children):
            at, name = read.span(each), read.text(each.child_by_field_name("pattern"))
            found.append(Assign(at, [Attribute(at, Name(at, "this"), name)], Name(at, name)))
    return found


def _type(read: Reading, node: Node | None) -> str | None:
    return None if node is None else read.text(node).lstrip(": ")


@statement("class_declaration", "abstract_class_declaration")
def class_declaration(read: Reading, node: Node) -> list[Statement]:
    return [class_(read, node)]


def class_(read: Reading, node: Node) -> Class:
    """A class; one without a name is called by its place."""
    at = read.span(node)
    name = read.text(node.child_by_field_name("name")) or f"class@{at.line}:{at.column}"
    body = node.child_by_field_name("body")
    members = [] if body is None else [each for part in parts(body) for each in _member(read, part)]
    return Class(at, name, _bases(read, node), members, decorators(read, node))


def _bases(read: Reading, node: Node) -> list[Expression]:
    heritage = next((child for child in node.children if child.type == "class_heritage"), None)
    if heritage is None:
        return []
    clauses = [part for part in parts(heritage) if part.type != "implements_clause"]
    return [read.expression(parts(clause)[0] if clause.type == "extends_clause" else clause) for clause in clauses]


def _member(read: Reading, node: Node) -> list[Statement]:
    if node.type == "method_definition":
        return [function(read, node)]
    if node.type == "class_static_block":
        return [Block(read.span(node), read.body(node.child_by_field_name("body")))]
    if node.type in ("field_definition", "public_field_definition"):
        return [_field(read, node)]
    return []


def _field(read: Reading, node: Node) -> Statement:
    at, value = read.span(node), node.child_by_field_name("value")
    name = read.text(node.child_by_field_name("property") or node.child_by_field_name("name"))
    held = Constant(at, None) if value is None else named(read, value, name)
    if isinstance(held, Closure):
        return held.function
    return Assign(at, [Name(at, name)], held, type=_type(read, node.child_by_field_name("type")))


def decorators(read: Reading, node: Node) -> list[Decorator]:
    """Decorators inside of a node, and those that stand before it (TypeScript's methods and exported classes)."""
    found = [child for child in node.children if child.type == "decorator"]
    before = node.prev_sibling
    while before is not None and before.type in ("decorator", "export", "default", "comment"):
        if before.type == "decorator":
            found.insert(0, before)
        before = before.prev_sibling
    return [Decorator(read.span(each), read.expression(parts(each)[0])) for each in found]


def remark(read: Reading, node: Node) -> str | None:
    """The comment right above a function, or above the statement that gives it a name."""
    while node.parent is not None and node.parent.type in CARRIERS:
        node = node.parent
    above: list[str] = []
    before = node.prev_sibling
    while before is not None and before.type in ("comment", "decorator"):
        if before.type == "comment":
            above.insert(0, read.text(before).strip("/* \n"))
        before = before.prev_sibling
    return "\n".join(above) or None
