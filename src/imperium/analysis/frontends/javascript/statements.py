"""Statements of JavaScript, and those of TypeScript that do something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.frontends.javascript import expressions, functions, markup, modules, patterns
from imperium.analysis.frontends.javascript.reading import Reading, parts, statement
from imperium.analysis.program import (
    Assign,
    Assignment,
    Block,
    Break,
    Case,
    Closure,
    Constant,
    Continue,
    Delete,
    Evaluate,
    Expression,
    For,
    Handler,
    If,
    Mapping,
    Name,
    Raise,
    Return,
    Statement,
    Switch,
    Try,
    Unknown,
    While,
)

if TYPE_CHECKING:
    from tree_sitter import Node

REGISTERED = (expressions, markup, modules)
"""Loaded for what they register."""


def program(read: Reading, root: Node) -> list[Statement]:
    """A whole file."""
    return read.in_order(parts(root))


@statement("expression_statement")
def evaluate(read: Reading, node: Node) -> list[Statement]:
    inside = parts(node)
    if not inside or inside[0].type in ("internal_module", "module"):
        return read.statement(inside[0]) if inside else []
    if inside[0].type == "sequence_expression":
        return [each for part in parts(inside[0]) for each in _done(read, part)]
    return _done(read, inside[0])


def _done(read: Reading, node: Node) -> list[Statement]:
    """An expression that is there for what it does."""
    at = read.span(node)
    if node.type == "unary_expression" and read.text(node.child_by_field_name("operator")) == "delete":
        return [Delete(at, [read.expression(parts(node)[-1])])]
    value = read.expression(node)
    if isinstance(value, Assignment):
        return [_flat(Assign(at, [value.target], value.value, value.operator))]
    return [Evaluate(at, value)]


def _flat(assign: Assign) -> Assign:
    """`a = b = c` is one assignment with two targets."""
    while assign.operator is None and isinstance(assign.value, Assignment) and assign.value.operator is None:
        assign = Assign(assign.at, [*assign.targets, assign.value.target], assign.value.value)
    return assign


@statement("lexical_declaration", "variable_declaration")
def declaration(read: Reading, node: Node) -> list[Statement]:
    declarators = [part for part in parts(node) if part.type == "variable_declarator"]
    return [each for part in declarators for each in modules.declared(read, part) or _declared(read, part)]


def _declared(read: Reading, node: Node) -> list[Statement]:
    """A variable; one that holds a function is the function."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None:
        return []
    at = read.span(node)
    held: Expression = Constant(at, None) if value is None else functions.named(read, value, read.text(name))
    if isinstance(held, Closure) and name.type == "identifier" and held.function.name == read.text(name):
        return [held.function]
    type_ = node.child_by_field_name("type")
    return [Assign(at, [patterns.target(read, name)], held, type=read.text(type_).lstrip(": ") or None)]


@statement("statement_block")
def block(read: Reading, node: Node) -> list[Statement]:
    return [Block(read.span(node), read.body(node))]


@statement("if_statement")
def if_(read: Reading, node: Node) -> list[Statement]:
    test, otherwise = _test(read, node), node.child_by_field_name("alternative")
    body = read.body(node.child_by_field_name("consequence"))
    return [If(read.span(node), test, body, read.body(parts(otherwise)[0]) if otherwise is not None else [])]


def _test(read: Reading, node: Node) -> Expression:
    test = node.child_by_field_name("condition")
    return Unknown(read.span(node)) if test is None else read.expression(test)


@statement("while_statement", "do_statement")
def while_(read: Reading, node: Node) -> list[Statement]:
    body = read.body(node.child_by_field_name("body"))
    return [While(read.span(node), _test(read, node), body, first=node.type == "do_statement")]


@statement("for_statement")
def for_(read: Reading, node: Node) -> list[Statement]:
    """A classic loop: its start, then a `While` with a step."""
    at = read.span(node)
    start, step = node.child_by_field_name("initializer"), node.child_by_field_name("increment")
    test = node.child_by_field_name("condition")
    test = parts(test)[0] if test is not None and test.type == "expression_statement" else test
    kept = test is not None and test.type not in (";", "empty_statement")
    condition = read.expression(test) if test is not None and kept else Constant(at, True)
    body = read.body(node.child_by_field_name("body"))
    loop = While(at, condition, body, step=_done(read, step) if step is not None else [])
    return [*(read.statement(start) if start is not None and start.is_named else []), loop]


@statement("for_in_statement")
def for_each(read: Reading, node: Node) -> list[Statement]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return []
    keys = read.text(node.child_by_field_name("operator")) == "in"
    body = read.body(node.child_by_field_name("body"))
    return [For(read.span(node), patterns.target(read, left), read.expression(right), body, keys=keys)]


@statement("switch_statement")
def switch(read: Reading, node: Node) -> list[Statement]:
    subject, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    if subject is None or body is None:
        return []
    cases = [_case(read, part) for part in parts(body)]
    return [Switch(read.span(node), read.expression(subject), cases, falls_through=True)]


def _case(read: Reading, node: Node) -> Case:
    value = node.child_by_field_name("value")
    inside = [part for part in parts(node) if value is None or part.id != value.id]
    return Case(read.span(node), [] if value is None else [read.expression(value)], read.in_order(inside))


@statement("try_statement")
def try_(read: Reading, node: Node) -> list[Statement]:
    handler, last = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
    body = read.body(node.child_by_field_name("body"))
    handlers = [_handler(read, handler)] if handler is not None else []
    finally_ = read.body(last.child_by_field_name("body")) if last is not None else []
    return [Try(read.span(node), body, handlers, finally_=finally_)]


def _handler(read: Reading, node: Node) -> Handler:
    caught = node.child_by_field_name("parameter")
    body = read.body(node.child_by_field_name("body"))
    if caught is None or caught.type == "identifier":
        return Handler(read.span(node), [], read.text(caught) or None, body)
    at = read.span(caught)
    return Handler(
        read.span(node), [], "error", [Assign(at, [patterns.target(read, caught)], Name(at, "error")), *body]
    )


@statement("return_statement")
def return_(read: Reading, node: Node) -> list[Statement]:
    inside = parts(node)
    return [Return(read.span(node), read.expression(inside[0]) if inside else None)]


@statement("throw_statement")
def throw(read: Reading, node: Node) -> list[Statement]:
    inside = parts(node)
    return [Raise(read.span(node), read.expression(inside[0]) if inside else None)]


@statement("break_statement")
def break_(read: Reading, node: Node) -> list[Statement]:
    return [Break(read.span(node))]


@statement("continue_statement")
def continue_(read: Reading, node: Node) -> list[Statement]:
    return [Continue(read.span(node))]


@statement("labeled_statement", "with_statement")
def labeled(read: Reading, node: Node) -> list[Statement]:
    return read.body(node.child_by_field_name("body"))


@statement("internal_module", "module")
def namespace(read: Reading, node: Node) -> list[Statement]:
    """TypeScript's `namespace`: its members, where they stand."""
    return read.body(node.child_by_field_name("body"))


@statement("enum_declaration")
def enum(read: Reading, node: Node) -> list[Statement]:
    """An enumeration is an object of its members; one without a value counts from the position that it stands at."""
    at, body = read.span(node), node.child_by_field_name("body")
    items = [] if body is None else [_member(read, part, place) for place, part in enumerate(parts(body))]
    return [Assign(at, [Name(at, read.text(node.child_by_field_name("name")))], Mapping(at, list(items)))]


def _member(read: Reading, node: Node, place: int) -> tuple[Expression | None, Expression]:
    at = read.span(node)
    name, value = node.child_by_field_name("name") or node, node.child_by_field_name("value")
    return patterns.key(read, name, at), Constant(at, place) if value is None else read.expression(value)


@statement(
    "empty_statement",
    "debugger_statement",
    "comment",
    "hash_bang_line",
    "interface_declaration",
    "type_alias_declaration",
    "ambient_declaration",
    "function_signature",
    "import_alias",
    "statement_identifier",
)
def nothing(read: Reading, node: Node) -> list[Statement]:
    return []
