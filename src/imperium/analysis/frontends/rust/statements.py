"""Statements of Rust. Where an `if`, a `match` or a block gives a value, each of its ends says what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from imperium.analysis.frontends.rust import items, patterns
from imperium.analysis.parsing import StatementReader, Walk
from imperium.analysis.program import (
    Assign,
    Block,
    Break,
    Case,
    Constant,
    Continue,
    Evaluate,
    Expression,
    For,
    If,
    Return,
    Statement,
    Switch,
    While,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Use = Callable[["Walk", "Node"], list[Statement]]
"""What is done with a value: assigned, returned, or only computed."""

BRANCHING = ("if_expression", "match_expression", "block", "unsafe_block")


def used(walk: Walk, node: Node, use: Use) -> list[Statement]:
    """The statements that compute a value and do with it what is to be done, in each of its branches."""
    match node.type:
        case "if_expression":
            return [_if(walk, node, use)]
        case "match_expression":
            return [_match(walk, node, use)]
        case "block":
            return [Block(walk.span(node), block(walk, node, use))]
        case "unsafe_block":
            inner = next((child for child in node.named_children if child.type == "block"), None)
            return used(walk, inner, use) if inner is not None else []
        case "return_expression" | "break_expression" | "continue_expression":
            return walk.statement(node)
        case _:
            return use(walk, node)


def block(walk: Walk, node: Node, use: Use) -> list[Statement]:
    """A block's statements; its last one is the value that is used, unless it ends with a semicolon."""
    inner = [child for child in node.named_children if not child.is_extra]
    found = items.listed(walk, inner[:-1])
    last = inner[-1] if inner else None
    if last is not None and _is_value(last):
        value = last.named_children[0] if last.type == "expression_statement" else last
        return found + used(walk, value, use)
    return found + items.listed(walk, inner[-1:])


def _is_value(node: Node) -> bool:
    """Whether a block's last statement is its value; an `if` without a semicolon is wrapped by the grammar."""
    if node.type == "expression_statement":
        return node.child_count == 1
    return not node.type.endswith(("_statement", "_declaration", "_item"))


def computed(walk: Walk, node: Node) -> list[Statement]:
    """A value that nobody uses."""
    return [Evaluate(walk.span(node), walk.expression(node))]


def _if(walk: Walk, node: Node, use: Use) -> Statement:
    test, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    otherwise = node.child_by_field_name("alternative")
    inner = next((child for child in otherwise.named_children if not child.is_extra), None) if otherwise else None
    held = _bound(walk, test) + (block(walk, body, use) if body is not None else [])
    return If(walk.span(node), walk.expression(test), held, _otherwise(walk, inner, use))


def _otherwise(walk: Walk, node: Node | None, use: Use) -> list[Statement]:
    if node is None:
        return []
    return block(walk, node, use) if node.type == "block" else used(walk, node, use)


def _bound(walk: Walk, test: Node | None) -> list[Statement]:
    """The names that `if let` and `while let` bind."""
    if test is None or test.type not in ("let_condition", "let_chain"):
        return []
    conditions = (
        [test] if test.type == "let_condition" else [one for one in test.named_children if one.type == "let_condition"]
    )
    found: list[Statement] = []
    for one in conditions:
        value = walk.expression(one.child_by_field_name("value"))
        found += patterns.bindings(walk, one.child_by_field_name("pattern"), value)
    return found


def _match(walk: Walk, node: Node, use: Use) -> Statement:
    subject, body = walk.expression(node.child_by_field_name("value")), node.child_by_field_name("body")
    arms = [arm for arm in body.named_children if arm.type == "match_arm"] if body is not None else []
    return Switch(walk.span(node), subject, [_arm(walk, arm, subject, use) for arm in arms])


def _arm(walk: Walk, arm: Node, subject: Expression, use: Use) -> Case:
    pattern, value = arm.child_by_field_name("pattern"), arm.child_by_field_name("value")
    guard = pattern.child_by_field_name("condition") if pattern is not None else None
    held = patterns.bindings(walk, pattern, subject) + (used(walk, value, use) if value is not None else [])
    constants = patterns.constants(walk, pattern) if pattern is not None else []
    return Case(walk.span(arm), constants, held, None if guard is None else walk.expression(guard))


def _let(walk: Walk, node: Node) -> list[Statement]:
    pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    kind = node.child_by_field_name("type")
    if pattern is None:
        return []
    target, written = patterns.target(walk, pattern), items.type_of(walk, kind)

    def assign(walk: Walk, given: Node) -> list[Statement]:
        return [Assign(walk.span(node), [target], walk.expression(given), type=written)]

    if value is None:
        return [Assign(walk.span(node), [target], Constant(walk.span(node), None), type=written)]
    otherwise = node.child_by_field_name("alternative")
    return used(walk, value, assign) + ([] if otherwise is None else _unless(walk, node, otherwise))


def _unless(walk: Walk, node: Node, otherwise: Node) -> list[Statement]:
    """`let … else { … }`: what is done when the pattern doesn't match."""
    value = walk.expression(node.child_by_field_name("value"))
    return [If(walk.span(node), value, [], block(walk, otherwise, computed))]


def _expression(walk: Walk, node: Node) -> list[Statement]:
    inner = next((child for child in node.named_children if not child.is_extra), None)
    if inner is None:
        return []
    if inner.type in BRANCHING:
        return used(walk, inner, computed)
    return walk.statement(inner)


def _assign(walk: Walk, node: Node) -> list[Statement]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = walk.text(node.child_by_field_name("operator")).removesuffix("=") or None
    return [Assign(walk.span(node), [walk.expression(left)], walk.expression(right), sign)]


def _for(walk: Walk, node: Node) -> list[Statement]:
    pattern, body = node.child_by_field_name("pattern"), node.child_by_field_name("body")
    if pattern is None or body is None:
        return []
    values = walk.expression(node.child_by_field_name("value"))
    return [For(walk.span(node), patterns.target(walk, pattern), values, block(walk, body, computed))]


def _while(walk: Walk, node: Node) -> list[Statement]:
    test, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
    held = _bound(walk, test) + (block(walk, body, computed) if body is not None else [])
    endless = Constant(walk.span(node), True)
    return [While(walk.span(node), endless if test is None else walk.expression(test), held)]


def _return(walk: Walk, node: Node) -> list[Statement]:
    value = next((child for child in node.named_children if not child.is_extra), None)
    return [Return(walk.span(node))] if value is None else used(walk, value, returned)


def returned(walk: Walk, node: Node) -> list[Statement]:
    """A value that the function returns."""
    return [Return(walk.span(node), walk.expression(node))]


def _branching(walk: Walk, node: Node) -> list[Statement]:
    return used(walk, node, computed)


STATEMENTS: dict[str, StatementReader] = {
    "let_declaration": _let,
    "expression_statement": _expression,
    "assignment_expression": _assign,
    "compound_assignment_expr": _assign,
    "for_expression": _for,
    "while_expression": _while,
    "loop_expression": _while,
    "return_expression": _return,
    "break_expression": lambda walk, node: [Break(walk.span(node))],
    "continue_expression": lambda walk, node: [Continue(walk.span(node))],
    "empty_statement": lambda walk, node: [],
    **dict.fromkeys(BRANCHING, _branching),
    **dict.fromkeys(items.ITEMS, items.item),
}
