"""Loops, and what happens in every round of one."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Expression, For, Function, Node, While, children
from imperium.review.project import Unit

FEW = 10
"""A loop of so many rounds at most isn't worth a word; nor is one in strides, which works in batches already."""

Loop = For | While


def loops(unit: Unit) -> list[Loop]:
    """The loops of a file that may have many rounds, outer ones first."""
    return [*(loop for loop in unit.each(For) if not _is_short(loop.iterable)), *unit.each(While)]


def rounds(loop: Loop) -> Iterator[Node]:
    """The nodes that run in every round, in the order of the text; what is only defined there isn't run."""
    waiting: list[Node] = list(reversed(loop.body))
    if isinstance(loop, While):
        waiting.append(loop.test)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (Function, program.Closure, program.Class)):
            waiting.extend(reversed(children(node)))


def names(node: Node | None) -> set[str]:
    """The variables that are read anywhere in a node."""
    found: set[str] = set()
    waiting = [node] if node is not None else []
    while waiting:
        one = waiting.pop()
        if isinstance(one, program.Name):
            found.add(one.id)
        waiting.extend(children(one))
    return found


def varies(node: Node, loop: Loop) -> bool:
    """Whether a node reads the loop's variable, or anything that the loop assigns."""
    changed = names(loop.target) if isinstance(loop, For) else set()
    for one in rounds(loop):
        if isinstance(one, program.Assign):
            changed |= {name for target in one.targets for name in names(target)}
    return bool(names(node) & changed)


def enclosing(unit: Unit, node: Node) -> list[Node]:
    """The statements of the function that a node is in, or of the module."""
    function = unit.function_of(node)
    return list(function.body if function else unit.module.body)


def assigned(unit: Unit, near: Node, name: str) -> list[Expression]:
    """The values that a variable is given, in the function that a node is in; those of a loop's target are unknown."""
    found: list[Expression] = []
    waiting = enclosing(unit, near)
    while waiting:
        node = waiting.pop()
        match node:
            case program.Assign(targets=[program.Name(id=target)], value=value, operator=None) if target == name:
                found.append(value)
            case For(target=target) if name in names(target):
                found.append(program.Unknown(node.at))
        if not isinstance(node, (Function, program.Class)):
            waiting.extend(children(node))
    return found


def is_inside(node: Node, loop: Loop) -> bool:
    """Whether a node stands in a loop."""
    return loop.at[:2] <= node.at[:2] and node.at[2:] <= loop.at[2:]


def _is_short(iterable: Expression) -> bool:
    match iterable:
        case program.Sequence(items=items):
            return len(items) <= FEW and not any(isinstance(item, program.Spread) for item in items)
        case program.Call(function=program.Name(id="range"), arguments=[_, _, _]):
            return True
        case program.Call(function=program.Name(id="range"), arguments=arguments):
            last = arguments[-1] if arguments else None
            return isinstance(last, program.Constant) and isinstance(last.value, int) and last.value <= FEW
    return False
