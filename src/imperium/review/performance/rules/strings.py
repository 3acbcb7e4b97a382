"""A text that grows by `+` in a loop: each round copies all of it."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Assign, Expression
from imperium.review.performance.loops import Loop, assigned, is_inside, loops, rounds
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

GROWING = Rule(
    key="performance/text_grows_in_loop",
    type="string_building",
    cwe=(1046,),
    severity="low",
    says="`{name}` grows by `+` in every round of the loop of line {line}, and may be copied whole each time.",
    remedy='Collect the parts and join them at the end: `"".join(parts)`, a `StringBuilder`.',
    strength=0.7,
)
COPYING = ("python", "java")
"""JavaScript's engines keep such texts as trees, Rust's and C++'s grow in place."""


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in(*COPYING):
        told: set[str] = set()
        for loop in loops(unit):
            for node in rounds(loop):
                name = _grown(node) if isinstance(node, Assign) else None
                if name and name not in told and _is_text(unit, loop, name):
                    told.add(name)
                    yield at(GROWING, unit, node, name, line=str(loop.at.line))


def _grown(node: Assign) -> str | None:
    """The variable of `name += …` and `name = name + …`."""
    target = node.targets[0]
    if not isinstance(target, program.Name):
        return None
    if node.operator == "+":
        return target.id
    match node.value:
        case program.Binary(operator="+", left=program.Name(id=left)) if left == target.id and node.operator is None:
            return left
    return None


def _is_text(unit: Unit, loop: Loop, name: str) -> bool:
    """Whether it begins as a literal text in this function, before the loop."""
    values = [value for value in assigned(unit, loop, name) if not _adds(value, name)]
    return bool(values) and all(_is_literal_text(value) and not is_inside(value, loop) for value in values)


def _adds(value: Expression, name: str) -> bool:
    return isinstance(value, program.Binary) and isinstance(value.left, program.Name) and value.left.id == name


def _is_literal_text(value: Expression) -> bool:
    return isinstance(value, program.Template) or (isinstance(value, program.Constant) and isinstance(value.value, str))


FAMILY = Family((GROWING,), find)
