"""The quality expert: whether the program can be read, changed and trusted to mean what it says."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

from imperium.analysis.source import SUFFIXES
from imperium.kit.kinds import discover
from imperium.review import codes, native, rule, toolbox
from imperium.review.claim import Claim
from imperium.review.expert import Examination
from imperium.review.project import Project, Unit
from imperium.review.quality import clones
from imperium.review.quality.measure import Measure, heaviest, measured
from imperium.review.quality.sizes import is_complex, oversized
from imperium.review.rule import Family
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

SMELLS = "imperium.review.quality.smells"
HEAVIEST = 10


OWN = frozenset(
    {
        *("high_complexity", "long_function", "deep_nesting", "many_parameters", "duplication", "dead_code"),
        *("identical_branches", "repeated_condition", "self_comparison", "self_assignment", "swallowed_error"),
        *("mutable_default", "repeated_key", "undefined_name", "unused_import", "unused_variable", "likely_bug"),
        *("resource_leak", "bare_except"),
    }
)
"""Types of what our own analysis claims; tools have theirs in `codes/`."""


class Quality:
    name = "quality"
    languages = tuple(dict.fromkeys(SUFFIXES.values()))
    asks = "Look for code that is hard to follow or change, and for code that doesn't do what it was meant to."

    @property
    def types(self) -> frozenset[str]:
        return OWN | codes.types_of(self.name)

    def examine(self, subject: Subject, earlier: tuple[Claim, ...] = ()) -> Examination:
        tools = toolbox.begin(subject, self.name)
        project = Project(subject)
        measures = {unit.path: measured(unit) for unit in project.units}
        copies = clones.clones(unit.source for unit in project.units)
        own = Outcome(
            tool="imperium",
            status="ran" if project.units else "nothing_to_read",
            claims=tuple(_claims(project, measures, copies)),
            read=tuple(unit.path for unit in project.units),
            unread=unread(project.units),
        )
        outcomes = (own, native.ask(subject, self.name), *tools())
        figures = _metrics(measures, copies)
        return Examination(
            expert=self.name,
            claims=tuple(toolbox.quoted(toolbox.of_the_product(toolbox.claims(outcomes)), subject)),
            outcomes=outcomes,
            metrics=figures,
            summary=f"{figures['functions']} functions in {len(project.units)} files; "
            f"{figures['complex_functions']} of them are too complex, {figures['duplicated_lines']} lines are copies.",
        )


EXPERT = Quality()


def unread(units: tuple[Unit, ...]) -> dict[str, str]:
    """What could not be parsed, by file, with the first reason."""
    return {unit.path: f"line {fault.at.line}: {fault.reason}" for unit in units for fault in unit.module.faults[:1]}


def _claims(project: Project, measures: dict[str, list[Measure]], copies: list[clones.Clone]) -> Iterator[Claim]:
    matches = [match for unit in project.units for match in oversized(unit, measures[unit.path])]
    for family in discover(SMELLS, Family).values():
        matches.extend(family.find(project))
    yield from rule.claims(matches, "quality")
    yield from clones.claims(copies, {unit.path: unit.source for unit in project.units})


def _metrics(measures: dict[str, list[Measure]], copies: list[clones.Clone]) -> dict[str, Any]:
    every = [measure for found in measures.values() for measure in found]
    paths = {id(measure): path for path, found in measures.items() for measure in found}
    return {
        "functions": len(every),
        "median_lines": median(measure.lines for measure in every) if every else 0,
        "median_cyclomatic": median(measure.cyclomatic for measure in every) if every else 0,
        "complex_functions": sum(is_complex(measure) for measure in every),
        "duplicated_lines": sum(copy.second.last - copy.second.first + 1 for copy in copies),
        "most_complex": [
            {
                "function": measure.name,
                "path": paths[id(measure)],
                "line": measure.function.at.line,
                "cognitive": measure.cognitive,
                "cyclomatic": measure.cyclomatic,
            }
            for measure in heaviest(iter(every))[:HEAVIEST]
        ],
    }
