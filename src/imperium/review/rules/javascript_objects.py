"""Objects of JavaScript whose prototype a caller can reach: by merging, and by setting at a path of keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis.program import Assign, Call, Expression, For, Function, Logical, Name, Subscript, children
from imperium.analysis.program import Node as Part
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

MERGED = Rule(
    key="javascript_objects/merged",
    type="prototype_pollution",
    cwe=(1321, 915, 20),
    severity="high",
    says=(
        "`{name}` copies the keys of one object into another, objects inside of them too: the key `__proto__` leads to "
        "the prototype of all objects."
    ),
    remedy="Leave out `__proto__`, `constructor` and `prototype`: `if (FORBIDDEN.has(key)) continue;`.",
    strength=0.75,
)
SET_BY_PATH = Rule(
    key="javascript_objects/set_by_path",
    type="prototype_pollution",
    cwe=(1321, 915, 20),
    severity="high",
    says="`{name}` walks down an object by keys that it is given and sets the last: `__proto__` leads to all objects.",
    remedy="Refuse `__proto__`, `constructor` and `prototype` in the path, or use a Map.",
    strength=0.7,
)
REFUSES = re.compile(r"__proto__|['\"]prototype['\"]|Object\.create\(null\)|new Map\(|isSafeKey|isPrototypePolluted")
OWN = re.compile(r"(hasOwnProperty(\.call)?|hasOwn)\(")


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("javascript", "typescript"):
        for function in unit.each(Function):
            if not function.name or REFUSES.search(unit.text(function)):
                continue
            if place := _merges(unit, function):
                yield at(MERGED, unit, place, function.name)
            elif place := _sets(function):
                yield at(SET_BY_PATH, unit, place, function.name)


def _merges(unit: Unit, function: Function) -> Part | None:
    """A recursive function that sets `target[key]` for the keys of another of its parameters."""
    inside = list(_inside(function))
    calls_itself = any(isinstance(each, Call) and _calls(each, function.name) for each in inside)
    if not calls_itself or not _takes_keys(unit, inside):
        return None
    parameters = {parameter.name for parameter in function.parameters if parameter.name}
    sets = [each for each in inside if isinstance(each, Assign) and _is_entry(each.targets[0], parameters)]
    return sets[-1] if sets and len(parameters) > 1 and not _is_own(unit, sets, inside) else None


def _calls(call: Call, name: str) -> bool:
    return (isinstance(call.function, Name) and call.function.id == name) or getattr(call.function, "name", "") == name


def _takes_keys(unit: Unit, inside: list[Part]) -> bool:
    loops = any(isinstance(each, For) and each.keys for each in inside)
    return loops or any(
        isinstance(each, Call) and unit.full(each.function) in ("Object.keys", "Object.entries", "Reflect.ownKeys")
        for each in inside
    )


def _is_own(unit: Unit, sets: list[Assign], inside: list[Part]) -> bool:
    """Whether it is asked that the target itself has the key."""
    target = sets[-1].targets[0]
    name = target.value.id if isinstance(target, Subscript) and isinstance(target.value, Name) else ""
    asked = [unit.text(each) for each in inside if isinstance(each, Call) and OWN.search(unit.text(each)[:60])]
    return any(
        re.match(rf"(Object\.prototype\.hasOwnProperty\.call|Object\.hasOwn)\(\s*{re.escape(name)}\b", text)
        or text.startswith(f"{name}.hasOwnProperty(")
        for text in asked
    )


def _is_entry(target: Expression, owners: set[str]) -> bool:
    return (
        isinstance(target, Subscript)
        and isinstance(target.value, Name)
        and target.value.id in owners
        and isinstance(target.index, Name)
    )


def _sets(function: Function) -> Part | None:
    """A loop that goes down, `at = at[key]`, and a value that is set at a key in the end."""
    inside = list(_inside(function))
    parameters = {parameter.name for parameter in function.parameters if parameter.name}
    walked = {
        target.id
        for each in inside
        if isinstance(each, Assign)
        for target in each.targets
        if isinstance(target, Name) and any(_goes_down(target, part) for part in _sources(each))
    }
    sets = [
        each
        for each in inside
        if isinstance(each, Assign) and _is_entry_of(each.targets[0], walked) and _is_given(each.value, parameters)
    ]
    return sets[-1] if sets else None


def _sources(assign: Assign) -> list[Expression]:
    """What may be assigned: `at[key]`, `at[key] || {}`, and `at[key]` of `at = at[key] = {}`."""
    values = assign.value.values if isinstance(assign.value, Logical) else [assign.value]
    return [*assign.targets, *values]


def _goes_down(target: Name, value: Expression) -> bool:
    owner = value.value if isinstance(value, Subscript) and not _is_number(value.index) else None
    return isinstance(owner, Name) and owner.id == target.id


def _is_number(index: Expression) -> bool:
    return getattr(index, "value", None).__class__ in (int, float)


def _is_entry_of(target: Expression, owners: set[str]) -> bool:
    return isinstance(target, Subscript) and isinstance(target.value, Name) and target.value.id in owners


def _is_given(value: Expression, parameters: set[str]) -> bool:
    return isinstance(value, Name) and value.id in parameters


def _inside(function: Function) -> Iterator[Part]:
    waiting: list[Part] = list(function.body)
    while waiting:
        each = waiting.pop(0)
        yield each
        waiting.extend(children(each))


FAMILY = Family((MERGED, SET_BY_PATH), find)
