"""`switch`: with colons, where an arm falls into the next one, and with arrows; as a statement and as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.frontends.java.reading import Reading, parts
from imperium.analysis.program import Assign, Case, Expression, Name, Return, Statement, Switch, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node


def read(reading: Reading, node: Node, *, returns: bool = False) -> Switch:
    """A switch. `returns`: its value is used, so an arm's expression is what it returns."""
    subject = reading.expression(node.child_by_field_name("condition"))
    body = node.child_by_field_name("body")
    arms = [] if body is None else parts(body)
    cases = [_case(reading, arm, subject, returns) for arm in arms if arm.type.startswith("switch_")]
    falls_through = any(arm.type == "switch_block_statement_group" for arm in arms)
    return Switch(reading.span(node), subject, cases, falls_through)


def _case(reading: Reading, node: Node, subject: Expression, returns: bool) -> Case:
    case = Case(reading.span(node), [], [])
    with reading.function():
        for child in parts(node):
            if child.type == "switch_label":
                _label(reading, child, case, subject)
            else:
                case.body += _does(reading, child, returns)
    return case


def _does(reading: Reading, node: Node, returns: bool) -> list[Statement]:
    if not (returns and node.type == "expression_statement"):
        return reading.block(node)
    hoisted, value = reading.value(parts(node)[0])
    return [*hoisted, Return(value.at, value)]


def _label(reading: Reading, node: Node, case: Case, subject: Expression) -> None:
    """What an arm stands for. A pattern is equal to no constant, and gives its variables the subject."""
    for part in parts(node):
        if part.type == "guard":
            case.guard = reading.expression(next(iter(parts(part)), None))
        elif part.type == "pattern":
            case.values.append(Unknown(reading.span(part)))
            case.body += _bound(reading, part, subject)
        elif reading.text(part) != "default":
            case.values.append(reading.expression(part))
    if any(reading.text(child) == "default" for child in node.children):
        case.values.clear()


def _bound(reading: Reading, pattern: Node, subject: Expression) -> list[Statement]:
    found: list[Statement] = []
    for name in bindings(pattern):
        reading.declare(reading.text(name))
        at = reading.span(name)
        found.append(Assign(at, [Name(at, reading.text(name))], subject))
    return found


def bindings(pattern: Node | None) -> list[Node]:
    """The variables that a pattern gives a value, as the nodes of their names."""
    if pattern is None:
        return []
    if pattern.type in ("type_pattern", "record_pattern_component"):
        return [child for child in parts(pattern) if child.type == "identifier"][-1:]
    return [bound for child in parts(pattern) for bound in bindings(child)]
