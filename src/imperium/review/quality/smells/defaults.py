"""Defaults of Python that every call shares."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Expression, Function, Node
from imperium.review.project import Project
from imperium.review.rule import Family, Match, Rule, at

SHARED = Rule(
    key="quality/mutable_default",
    type="mutable_default",
    cwe=(1108,),
    severity="medium",
    says="The default of `{name}` is made once and then shared by all calls; `{name2}` changes it.",
    remedy="Default to None, and make a new one inside: `{name} = [] if {name} is None else {name}`.",
    strength=0.9,
)
MAKERS = frozenset({"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict", "bytearray"})
CHANGES = frozenset(
    (
        "append",
        "extend",
        "insert",
        "add",
        "update",
        "setdefault",
        "pop",
        "popitem",
        "remove",
        "clear",
        "sort",
        "discard",
    )
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        for function in unit.each(Function):
            for parameter in function.parameters:
                if _is_made(parameter.default) and _is_changed(parameter.name, function):
                    yield at(SHARED, unit, parameter, parameter.name, function.name or "the function")


def _is_made(default: Expression | None) -> bool:
    match default:
        case program.Sequence(kind="list" | "set") | program.Mapping() | program.Comprehension():
            return True
        case program.Call(function=program.Name(id=name) | program.Attribute(name=name)):
            return name in MAKERS
    return False


def _is_changed(name: str, function: Function) -> bool:
    """Whether the body changes what the parameter holds before it gives the name to something else, or hands it out."""
    waiting: list[Node] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if _rebinds(node, name):
            return False
        if _changes(node, name):
            return True
        waiting.extend(reversed(program.children(node)))
    return False


def _rebinds(node: Node, name: str) -> bool:
    return isinstance(node, program.Assign) and node.operator is None and _is_name(node.targets[0], name)


def _changes(node: Node, name: str) -> bool:
    match node:
        case program.Call(function=program.Attribute(value=value, name=method)):
            return method in CHANGES and _is_name(value, name)
        case program.Assign(targets=targets, operator=operator):
            return any(
                (isinstance(target, program.Subscript) and _is_name(target.value, name))
                or (operator is not None and _is_name(target, name))
                for target in targets
            )
        case program.Delete(targets=targets):
            return any(isinstance(target, program.Subscript) and _is_name(target.value, name) for target in targets)
        case program.Return(value=value):
            return _is_name(value, name)
    return False


def _is_name(node: Expression | None, name: str) -> bool:
    return isinstance(node, program.Name) and node.id == name


FAMILY = Family((SHARED,), find)
