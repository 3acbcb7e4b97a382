"""Branches that make no difference: the same on both sides, or a condition that was asked before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imperium.analysis import program
from imperium.analysis.program import If, Node
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

SAME = Rule(
    key="quality/same_branches",
    type="identical_branches",
    cwe=(1164,),
    severity="medium",
    says="Both branches of this condition do the same.",
    remedy="Remove the condition, or correct the branch that was copied.",
    strength=0.8,
)
ASKED = Rule(
    key="quality/repeated_condition",
    type="repeated_condition",
    cwe=(561,),
    severity="medium",
    says="This condition was asked for before in the same chain: its branch is never taken.",
    remedy="Correct the condition that was copied, or remove the branch.",
    strength=0.9,
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        links = {id(branch.otherwise[0]) for branch in unit.each(If) if _is_chained(branch)}
        for branch in unit.each(If):
            if id(branch) not in links:
                yield from _chain(unit, branch)
        for choice in unit.each(program.Conditional):
            if said(unit, [choice.body]) == said(unit, [choice.otherwise]) != "":
                yield at(SAME, unit, choice)


def said(unit: Unit, nodes: Sequence[Node]) -> str:
    """The text of nodes without spaces; empty for none."""
    return " ".join(" ".join(unit.text(node).split()) for node in nodes)


def _is_chained(branch: If) -> bool:
    return len(branch.otherwise) == 1 and isinstance(branch.otherwise[0], If)


def _chain(unit: Unit, branch: If) -> Iterator[Match]:
    asked: set[str] = set()
    first = branch
    while True:
        condition = unit.text(branch.test)
        if condition in asked and not _may_differ(branch.test):
            yield at(ASKED, unit, branch.test)
        asked.add(condition)
        if not _is_chained(branch):
            break
        branch = branch.otherwise[0]  # type: ignore[assignment]
    if branch is first and branch.otherwise and said(unit, branch.body) == said(unit, branch.otherwise) != "":
        yield at(SAME, unit, branch)


def _may_differ(test: Node) -> bool:
    """A call may answer otherwise the second time."""
    return isinstance(test, (program.Call, program.Await, program.Assignment)) or any(
        _may_differ(child) for child in program.children(test)
    )


FAMILY = Family((SAME, ASKED), find)
