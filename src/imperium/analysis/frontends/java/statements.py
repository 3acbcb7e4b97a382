"""Java's statements, and with them the members of classes: `STATEMENTS` has a reader for each kind of node."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from imperium.analysis.frontends.java import declarations, switches
from imperium.analysis.frontends.java.reading import Reading, parts
from imperium.analysis.program import (
    Assert,
    Assign,
    Assignment,
    Block,
    Break,
    Call,
    Cast,
    Constant,
    Continue,
    Evaluate,
    Expression,
    For,
    Handler,
    If,
    Name,
    Raise,
    Return,
    Statement,
    Try,
    While,
    With,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def _block(reading: Reading, node: Node) -> list[Statement]:
    with reading.function():
        return [Block(reading.span(node), reading.block(node))]


def _evaluate(reading: Reading, node: Node) -> list[Statement]:
    value = reading.expression(next(iter(parts(node)), None))
    if isinstance(value, Assignment):
        return [Assign(reading.span(node), [value.target], value.value, value.operator)]
    return [Evaluate(reading.span(node), value)]


def _variables(reading: Reading, node: Node) -> list[Statement]:
    found: list[Statement] = []
    for declarator in node.children_by_field_name("declarator"):
        written = declarator.child_by_field_name("name")
        name, at = reading.text(written), reading.span(declarator)
        value = _initial(reading, declarator)
        reading.declare(name)
        found.append(Assign(at, [Name(at, name)], value, type=reading.text(node.child_by_field_name("type"))))
    return found


def _initial(reading: Reading, declarator: Node) -> Expression:
    value = declarator.child_by_field_name("value")
    return Constant(reading.span(declarator), None) if value is None else reading.expression(value)


def _if(reading: Reading, node: Node) -> list[Statement]:
    test = reading.expression(node.child_by_field_name("condition"))
    body = reading.block(node.child_by_field_name("consequence"))
    otherwise = reading.block(node.child_by_field_name("alternative"))
    return [If(reading.span(node), test, body, otherwise)]


def _while(reading: Reading, node: Node) -> list[Statement]:
    body = reading.block(node.child_by_field_name("body"))
    test = reading.expression(node.child_by_field_name("condition"))
    return [While(reading.span(node), test, body, first=node.type == "do_statement")]


def _for(reading: Reading, node: Node) -> list[Statement]:
    """`for (start; test; step)` is its start and a loop; without a test it goes on."""
    at, test = reading.span(node), node.child_by_field_name("condition")
    with reading.function():
        start = [done for part in node.children_by_field_name("init") for done in _does(reading, part)]
        condition = Constant(at, True) if test is None else reading.expression(test)
        step = [done for part in node.children_by_field_name("update") for done in _does(reading, part)]
        body = reading.block(node.child_by_field_name("body"))
    return [*start, While(at, condition, body, step=step)]


def _does(reading: Reading, node: Node) -> list[Statement]:
    """An expression where a `for` has one is evaluated as if a semicolon stood behind it."""
    if node.type == "local_variable_declaration":
        return _variables(reading, node)
    value = reading.expression(node)
    if isinstance(value, Assignment):
        return [Assign(value.at, [value.target], value.value, value.operator)]
    return [Evaluate(value.at, value)]


def _for_each(reading: Reading, node: Node) -> list[Statement]:
    written = node.child_by_field_name("name")
    iterable = reading.expression(node.child_by_field_name("value"))
    with reading.function():
        name, kind = reading.text(written), reading.text(node.child_by_field_name("type"))
        reading.declare(name)
        target = Name(reading.span(node) if written is None else reading.span(written), name)
        body = reading.block(node.child_by_field_name("body"))
    return [For(reading.span(node), target, iterable, body, type=kind)]


def _try(reading: Reading, node: Node) -> list[Statement]:
    with reading.function():
        body = _with(reading, node)
    tried = Try(reading.span(node), body)
    for child in parts(node):
        if child.type == "catch_clause":
            tried.handlers.append(_handler(reading, child))
        elif child.type == "finally_clause":
            tried.finally_ = [done for part in parts(child) for done in reading.block(part)]
    return [tried] if tried.handlers or tried.finally_ else body


def _with(reading: Reading, node: Node) -> list[Statement]:
    """The body of a `try`, inside its resources if it has some."""
    listed = node.child_by_field_name("resources")
    items = [] if listed is None else [_resource(reading, part) for part in parts(listed)]
    body = reading.block(node.child_by_field_name("body"))
    return [With(reading.span(node), items, body)] if items else body


def _resource(reading: Reading, node: Node) -> tuple[Expression, Expression | None]:
    written, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if written is None or value is None:
        return reading.expression(next(iter(parts(node)), None)), None
    made = Cast(reading.span(value), reading.text(node.child_by_field_name("type")), reading.expression(value))
    reading.declare(reading.text(written))
    return made, Name(reading.span(written), reading.text(written))


def _handler(reading: Reading, node: Node) -> Handler:
    caught = next((child for child in parts(node) if child.type == "catch_formal_parameter"), None)
    name = reading.text(caught and caught.child_by_field_name("name")) or None
    types = [child for child in parts(caught) if child.type == "catch_type"] if caught else []
    with reading.function():
        reading.declare(*([name] if name else []))
        body = reading.block(node.child_by_field_name("body"))
    return Handler(reading.span(node), [reading.text(kind) for each in types for kind in parts(each)], name, body)


def _return(reading: Reading, node: Node) -> list[Statement]:
    value = next(iter(parts(node)), None)
    return [Return(reading.span(node), None if value is None else reading.expression(value))]


def _raise(reading: Reading, node: Node) -> list[Statement]:
    return [Raise(reading.span(node), reading.expression(next(iter(parts(node)), None)))]


def _break(reading: Reading, node: Node) -> list[Statement]:
    return [Break(reading.span(node))]


def _continue(reading: Reading, node: Node) -> list[Statement]:
    return [Continue(reading.span(node))]


def _assert(reading: Reading, node: Node) -> list[Statement]:
    return [Assert(reading.span(node), reading.expression(parts(node)[0]))]


def _last(reading: Reading, node: Node) -> list[Statement]:
    """What a label or `synchronized` stands before."""
    return reading.statement(parts(node)[-1])


def _switch(reading: Reading, node: Node) -> list[Statement]:
    return [switches.read(reading, node)]


def _constructor(reading: Reading, node: Node) -> list[Statement]:
    """`this(…)` and `super(…)` at a constructor's head."""
    at, called = reading.span(node), node.child_by_field_name("constructor")
    function = Name(at, "super" if called is None else called.type)
    return [Evaluate(at, Call(at, function, reading.expressions_in(node.child_by_field_name("arguments"))))]


STATEMENTS: dict[str, Callable[[Reading, Node], list[Statement]]] = {
    "assert_statement": _assert,
    "block": _block,
    "break_statement": _break,
    "continue_statement": _continue,
    "do_statement": _while,
    "enhanced_for_statement": _for_each,
    "explicit_constructor_invocation": _constructor,
    "expression_statement": _evaluate,
    "for_statement": _for,
    "if_statement": _if,
    "labeled_statement": _last,
    "local_variable_declaration": _variables,
    "return_statement": _return,
    "switch_expression": _switch,
    "synchronized_statement": _last,
    "throw_statement": _raise,
    "try_statement": _try,
    "try_with_resources_statement": _try,
    "while_statement": _while,
    "package_declaration": declarations.nothing,
    "yield_statement": _return,
    **declarations.DECLARATIONS,
}
