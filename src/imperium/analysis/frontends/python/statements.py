"""Python's statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.frontends.python.expressions import fill
from imperium.analysis.frontends.python.functions import function
from imperium.analysis.frontends.python.patterns import match
from imperium.analysis.frontends.python.reading import Reading, StatementReader, parts
from imperium.analysis.program import (
    Assert,
    Assign,
    Break,
    Call,
    Class,
    Constant,
    Continue,
    Decorator,
    Delete,
    Evaluate,
    Expression,
    For,
    Handler,
    If,
    Import,
    Name,
    Raise,
    Return,
    Sequence,
    Statement,
    Try,
    While,
    With,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def expression(read: Reading, node: Node) -> list[Statement]:
    """An expression, or an assignment, which the grammar counts among them."""
    inner = parts(node)
    if len(inner) == 1 and inner[0].type == "assignment":
        return assignment(read, inner[0])
    if len(inner) == 1 and inner[0].type == "augmented_assignment":
        return augmented(read, inner[0])
    values = [read.expression(child) for child in inner]
    value = values[0] if len(values) == 1 else Sequence(read.span(node), "tuple", values)
    return [Evaluate(read.span(node), value)]


def assignment(read: Reading, node: Node) -> list[Statement]:
    """`a = b = value`; a declaration without a value does nothing."""
    targets: list[Expression] = []
    type_ = node.child_by_field_name("type")
    current: Node = node
    while current.type == "assignment":
        targets.append(read.expression(current.child_by_field_name("left")))
        right = current.child_by_field_name("right")
        if right is None:
            return []
        current = right
    return [Assign(read.span(node), targets, read.expression(current), None, read.text(type_) if type_ else None)]


def augmented(read: Reading, node: Node) -> list[Statement]:
    target = read.expression(node.child_by_field_name("left"))
    operator = node.child_by_field_name("operator")
    value = read.expression(node.child_by_field_name("right"))
    return [Assign(read.span(node), [target], value, operator.type.removesuffix("=") if operator else "+")]


def return_(read: Reading, node: Node) -> list[Statement]:
    return [Return(read.span(node), _only(read, node))]


def raise_(read: Reading, node: Node) -> list[Statement]:
    return [Raise(read.span(node), _only(read, node))]


def _only(read: Reading, node: Node) -> Expression | None:
    inner = parts(node)
    return read.expression(inner[0]) if inner else None


def assert_(read: Reading, node: Node) -> list[Statement]:
    return [Assert(read.span(node), read.expression(parts(node)[0] if parts(node) else None))]


def delete(read: Reading, node: Node) -> list[Statement]:
    found = _only(read, node)
    targets = found.items if isinstance(found, Sequence) else [found] if found else []
    return [Delete(read.span(node), targets)]


def nothing(_read: Reading, _node: Node) -> list[Statement]:
    return []


def if_(read: Reading, node: Node) -> list[Statement]:
    """`elif` is an `if` in the other branch; built from the last one, without recursion."""
    otherwise: list[Statement] = []
    for clause in reversed(node.children_by_field_name("alternative")):
        if clause.type == "else_clause":
            otherwise = read.block(clause.child_by_field_name("body"))
        else:
            otherwise = [_branch(read, clause, otherwise)]
    return [_branch(read, node, otherwise)]


def _branch(read: Reading, node: Node, otherwise: list[Statement]) -> Statement:
    test = read.expression(node.child_by_field_name("condition"))
    return If(read.span(node), test, read.block(node.child_by_field_name("consequence")), otherwise)


def while_(read: Reading, node: Node) -> list[Statement]:
    test = read.expression(node.child_by_field_name("condition"))
    return [While(read.span(node), test, read.block(node.child_by_field_name("body")), _else(read, node))]


def for_(read: Reading, node: Node) -> list[Statement]:
    target = read.expression(node.child_by_field_name("left"))
    iterable = read.expression(node.child_by_field_name("right"))
    return [For(read.span(node), target, iterable, read.block(node.child_by_field_name("body")), _else(read, node))]


def _else(read: Reading, node: Node) -> list[Statement]:
    clause = node.child_by_field_name("alternative")
    return read.block(clause.child_by_field_name("body")) if clause else []


def try_(read: Reading, node: Node) -> list[Statement]:
    found = Try(read.span(node), read.block(node.child_by_field_name("body")))
    for clause in parts(node):
        if clause.type in ("except_clause", "except_group_clause"):
            found.handlers.append(handler(read, clause))
        elif clause.type == "else_clause":
            found.otherwise = read.block(clause.child_by_field_name("body"))
        elif clause.type == "finally_clause":
            found.finally_ = read.block(parts(clause)[-1] if parts(clause) else None)
    return [found]


def handler(read: Reading, node: Node) -> Handler:
    inner = parts(node)
    body = read.block(inner[-1]) if inner and inner[-1].type == "block" else []
    caught = node.child_by_field_name("value") or next((each for each in inner if each.type != "block"), None)
    alias = node.child_by_field_name("alias")
    if caught is not None and caught.type == "as_pattern":
        alias, caught = caught.child_by_field_name("alias"), parts(caught)[0]
    types = [read.text(each) for each in (parts(caught) if caught.type == "tuple" else [caught])] if caught else []
    return Handler(read.span(node), types, read.text(alias) if alias else None, body)


def with_(read: Reading, node: Node) -> list[Statement]:
    clause = next((child for child in parts(node) if child.type == "with_clause"), node)
    items = [_item(read, child.child_by_field_name("value")) for child in parts(clause) if child.type == "with_item"]
    return [With(read.span(node), items, read.block(node.child_by_field_name("body")))]


def _item(read: Reading, node: Node | None) -> tuple[Expression, Expression | None]:
    if node is not None and node.type == "as_pattern":
        return read.expression(parts(node)[0]), read.expression(node.child_by_field_name("alias"))
    return read.expression(node), None


def definition(read: Reading, node: Node) -> list[Statement]:
    return [function(read, node, [])]


def class_(read: Reading, node: Node) -> list[Statement]:
    return [_class(read, node, [])]


def _class(read: Reading, node: Node, decorators: list[Decorator]) -> Class:
    called, given = node.child_by_field_name("name"), node.child_by_field_name("superclasses")
    bases: list[Expression] = []
    if given is not None:
        fill(read, given, bases, [])
    body = read.block(node.child_by_field_name("body"))
    return Class(read.span(node), read.text(called) if called else "", bases, body, decorators)


def decorated(read: Reading, node: Node) -> list[Statement]:
    decorators = [
        Decorator(read.span(child), _value(read, child)) for child in parts(node) if child.type == "decorator"
    ]
    inner = node.child_by_field_name("definition")
    if inner is None:
        return []
    return [_class(read, inner, decorators) if inner.type == "class_definition" else function(read, inner, decorators)]


def _value(read: Reading, node: Node) -> Expression:
    return read.expression(parts(node)[0] if parts(node) else None)


def import_(read: Reading, node: Node) -> list[Statement]:
    names: dict[str, str] = {}
    for child in node.children_by_field_name("name"):
        full, alias = _imported(read, child)
        names[alias or full.split(".")[0]] = full if alias else full.split(".")[0]
    return [Import(read.span(node), names)]


def import_from(read: Reading, node: Node) -> list[Statement]:
    module = _module(read, node.child_by_field_name("module_name"))
    names: dict[str, str] = {}
    for child in node.children_by_field_name("name"):
        full, alias = _imported(read, child)
        names[alias or full] = f"{module}.{full}" if module else full
    if any(child.type == "wildcard_import" for child in node.children):
        names["*"] = module
    return [Import(read.span(node), names)]


def _imported(read: Reading, node: Node) -> tuple[str, str | None]:
    called, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    return read.text(called or node), read.text(alias) if alias else None


def _module(read: Reading, node: Node | None) -> str:
    """A module's full name; a relative one is resolved by where the file lies."""
    written = read.text(node) if node else ""
    level = len(written) - len(written.lstrip("."))
    if not level:
        return written
    return ".".join(part for part in (read.package(level), written[level:].strip()) if part)


def print_(read: Reading, node: Node) -> list[Statement]:
    """Python 2's statements `print` and `exec`, as the calls they became."""
    called = node.type.removesuffix("_statement")
    at = read.span(node)
    return [Evaluate(at, Call(at, Name(at, called), [read.expression(child) for child in parts(node)]))]


def ellipsis(read: Reading, node: Node) -> list[Statement]:
    return [Evaluate(read.span(node), Constant(read.span(node), None))]


STATEMENTS: dict[str, StatementReader] = {
    "expression_statement": expression,
    "return_statement": return_,
    "raise_statement": raise_,
    "assert_statement": assert_,
    "delete_statement": delete,
    "pass_statement": nothing,
    "global_statement": nothing,
    "nonlocal_statement": nothing,
    "type_alias_statement": nothing,
    "break_statement": lambda read, node: [Break(read.span(node))],
    "continue_statement": lambda read, node: [Continue(read.span(node))],
    "if_statement": if_,
    "while_statement": while_,
    "for_statement": for_,
    "try_statement": try_,
    "with_statement": with_,
    "match_statement": match,
    "function_definition": definition,
    "class_definition": class_,
    "decorated_definition": decorated,
    "import_statement": import_,
    "import_from_statement": import_from,
    "future_import_statement": nothing,
    "print_statement": print_,
    "exec_statement": print_,
}
