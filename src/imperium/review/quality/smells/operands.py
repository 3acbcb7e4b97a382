"""Operators with the same thing on both sides."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Expression
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

COMPARED = Rule(
    key="quality/compared_with_itself",
    type="self_comparison",
    cwe=(571, 1025),
    severity="medium",
    says="`{name}` is compared with itself.",
    remedy="Compare it with what was meant. To ask whether a number is NaN, say so: `math.isnan`, `Number.isNaN`.",
    strength=0.8,
)
ASSIGNED = Rule(
    key="quality/assigned_to_itself",
    type="self_assignment",
    cwe=(1164,),
    severity="medium",
    says="`{name}` is assigned to itself.",
    remedy="Remove the line, or assign what was meant.",
    strength=0.8,
)
COMPARISONS = frozenset({"==", "<", "<=", ">", ">=", "is", "is not"})
"""`x != x` is how NaN is found where nothing better is at hand."""


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        for compared in unit.each(program.Compare):
            if _is_plain(compared.left) and compared.operator in COMPARISONS:
                text = unit.text(compared.left)
                if text and text == unit.text(compared.right):
                    yield at(COMPARED, unit, compared, text)
        for assign in unit.each(program.Assign):
            if assign.operator is None and assign.type is None and _is_itself(unit, assign):
                yield at(ASSIGNED, unit, assign, unit.text(assign.value))


def _is_itself(unit: Unit, assign: program.Assign) -> bool:
    """Not where a class or a module takes a name over from outside (`list = list` in a class's body)."""
    target, owner = assign.targets[0], unit.function_of(assign)
    text = unit.text(target)
    plain = len(assign.targets) == 1 and _is_plain(target) and _is_plain(assign.value)
    return (
        plain and owner is not None and bool(text) and text == unit.text(assign.value) and target.at != assign.value.at
    )


def _is_plain(node: Expression) -> bool:
    """A name or an attribute of one: no call, whose answer may differ."""
    while isinstance(node, program.Attribute):
        node = node.value
    return isinstance(node, program.Name)


FAMILY = Family((COMPARED, ASSIGNED), find)
