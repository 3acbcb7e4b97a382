"""Searching a list in every round of a loop: quadratic, where a set or a dictionary is linear."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Expression, Node
from imperium.review.performance.loops import FEW, Loop, assigned, is_inside, loops, rounds
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

SEARCHED = Rule(
    key="performance/list_searched_in_loop",
    type="quadratic_membership",
    cwe=(407,),
    severity="medium",
    says="`{name}` is a list, and every round of the loop of line {line} searches it from its start: time grows with "
    "the square of its length.",
    remedy="Keep its items in a set (or the keys of a dictionary) beside it, and look there.",
    strength=0.8,
)
SHIFTED = Rule(
    key="performance/list_shifted_in_loop",
    type="quadratic_membership",
    cwe=(407,),
    severity="medium",
    says="Taking from or adding to the front of the list `{name}` moves all of its items, in every round of the loop.",
    remedy="Use `collections.deque`, with `popleft` and `appendleft`.",
    strength=0.8,
)

LISTS = frozenset({"list", "sorted", "split", "splitlines", "readlines", "ArrayList", "LinkedList", "Array", "concat"})
SEARCHES = frozenset({"includes", "indexOf", "contains", "index"})


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        told: set[int] = set()
        for loop in loops(unit):
            for node in rounds(loop):
                if id(node) not in told and (match := _match(unit, loop, node)):
                    told.add(id(node))
                    yield match


def _match(unit: Unit, loop: Loop, node: Node) -> Match | None:
    match node:
        case program.Compare(operator="in" | "not in", right=program.Name(id=name)) if _is_long_list(unit, loop, name):
            return at(SEARCHED, unit, node, name, line=str(loop.at.line))
        case program.Call(function=program.Attribute(value=program.Name(id=name), name=method), arguments=arguments):
            if method in SEARCHES and len(arguments) == 1 and _is_long_list(unit, loop, name):
                return at(SEARCHED, unit, node, name, line=str(loop.at.line))
            if _is_at_front(method, arguments) and _is_long_list(unit, loop, name):
                return at(SHIFTED, unit, node, name)
    return None


def _is_at_front(method: str, arguments: list[Expression]) -> bool:
    """Python's; in JavaScript `shift` is fast."""
    first = arguments[0] if arguments else None
    zero = isinstance(first, program.Constant) and first.value == 0 and first.value is not False
    return zero and ((method == "pop" and len(arguments) == 1) or (method == "insert" and len(arguments) == 2))


def _is_long_list(unit: Unit, loop: Loop, name: str) -> bool:
    """Whether all that the variable is given in this function are lists that may be long, made before the loop."""
    values = assigned(unit, loop, name)
    return bool(values) and all(not is_inside(value, loop) and _makes_list(unit, value, name, loop) for value in values)


def _makes_list(unit: Unit, value: Expression, name: str, near: Node) -> bool:
    match value:
        case program.Sequence(kind="list", items=items):
            return len(items) > FEW or (not items and _grows(unit, near, name))
        case program.Comprehension(kind="list"):
            return True
        case program.Call(function=program.Name(id=called) | program.Attribute(name=called), arguments=arguments):
            return called in LISTS and (
                bool(arguments) or called in ("split", "splitlines") or _grows(unit, near, name)
            )
    return False


def _grows(unit: Unit, near: Node, name: str) -> bool:
    """Whether items are added to it in the function."""
    function = unit.function_of(near)
    for call in unit.each(program.Call):
        match call.function:
            case program.Attribute(value=program.Name(id=owner), name="append" | "extend" | "push" | "add" | "insert"):
                if owner == name and unit.function_of(call) is function:
                    return True
    return False


FAMILY = Family((SEARCHED, SHIFTED), find)
