"""Functions that no test runs, told so that the ones that matter come first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from imperium.analysis.program import Function
from imperium.review.project import Unit
from imperium.review.quality.measure import Measure, measure, measured
from imperium.review.rule import Match, Rule, at
from imperium.review.testing.reach import unreached
from imperium.review.testing.report import Lines
from imperium.review.testing.suite import Suite

COMPLEX = 5
"""Paths from which on a function is told by itself; simpler ones are gathered, one finding a file."""
NAMED = 5

UNTESTED = Rule(
    key="testing/untested",
    type="untested_function",
    cwe=(1059,),
    severity="medium",
    says="No test runs `{name}`, which has {paths} paths ({how}).",
    remedy="Write a test for it, its branches and what it refuses first.",
    strength=0.95,
)
SEVERAL = Rule(
    key="testing/untested_simple",
    type="untested_function",
    cwe=(1059,),
    severity="low",
    says="No test runs {names} ({how}).",
    remedy="Write a test that uses them as a caller would.",
    strength=0.9,
)
BY_COVERAGE, BY_NAMES = "by the coverage report", "no chain of calls leads there from the tests"

Gap = tuple[Unit, Measure]


def uncovered(suite: Suite, coverage: Mapping[str, Lines]) -> list[Gap]:
    """Functions none of whose lines ran, of the files that a report knows."""
    return [
        (unit, one)
        for unit in suite.units
        if unit.path in coverage
        for one in measured(unit)
        if _never_ran(one.function, coverage[unit.path])
    ]


def unnamed(suite: Suite) -> list[Gap]:
    """Functions that tests don't lead to by name."""
    return [(unit, measure(function)) for unit, function in unreached(suite)]


def told(gaps: Iterable[Gap], how: str) -> Iterator[Match]:
    """The matches: each complex function, and one a file for the others."""
    for _, group in groupby(gaps, key=lambda gap: gap[0].path):
        found = list(group)
        for unit, one in found:
            if one.cyclomatic >= COMPLEX:
                yield at(UNTESTED, unit, one.function, one.name, paths=str(one.cyclomatic), how=how)
        if simple := [gap for gap in found if gap[1].cyclomatic < COMPLEX]:
            yield at(SEVERAL, simple[0][0], simple[0][1].function, names=_listed(simple), how=how)


def _listed(gaps: list[Gap]) -> str:
    named = ", ".join(f"`{one.name}`" for _, one in gaps[:NAMED])
    return named + (f" and {len(gaps) - NAMED} more functions" if len(gaps) > NAMED else "")


def _never_ran(function: Function, lines: Lines) -> bool:
    """By the lines of its body; that of `def` runs when the module is loaded."""
    if not function.body:
        return False
    first = max(function.body[0].at.line, function.at.line + 1)
    inside = [lines[line] for line in range(first, function.at.end_line + 1) if line in lines]
    return bool(inside) and not any(inside)
