"""The test expert: what no test runs, and tests that prove nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imperium.analysis.source import SUFFIXES
from imperium.review import codes, rule, toolbox
from imperium.review.claim import Claim
from imperium.review.expert import Examination
from imperium.review.quality.measure import heaviest, measured
from imperium.review.rule import Match, Rule, at
from imperium.review.subject import Subject
from imperium.review.testing.gaps import BY_COVERAGE, BY_NAMES, Gap, told, uncovered, unnamed
from imperium.review.testing.report import Lines, coverage
from imperium.review.testing.smells import smells
from imperium.review.testing.suite import Suite
from imperium.review.tool import Outcome

WORST = 10
WORTH_TESTING = 20
"""Functions from which on a program without any test is told so."""

UNTESTED = Rule(
    key="testing/no_tests",
    type="missing_tests",
    cwe=(1059,),
    severity="medium",
    says="There is no test among these files. The most complex of their {count} functions is `{name}`.",
    remedy="Begin with a test of `{name}`.",
    strength=0.8,
)


OWN = frozenset(
    {
        *("untested_function", "missing_tests", "test_without_assertion", "pointless_test", "skipped_test"),
        "sleeping_test",
    }
)
"""Types of what our own analysis claims; tools have theirs in `codes/`."""


class TestExpert:
    name = "test"
    languages = tuple(dict.fromkeys(SUFFIXES.values()))
    asks = "Look for behaviour that no test would notice breaking, and for tests that can't fail."

    @property
    def types(self) -> frozenset[str]:
        return OWN | codes.types_of(self.name)

    def examine(self, subject: Subject, earlier: tuple[Claim, ...] = ()) -> Examination:
        tools = toolbox.begin(subject, self.name)
        suite = Suite(subject)
        unread: dict[str, str] = {}
        covered = coverage(subject.files, unread)
        gaps = _gaps(suite, covered)
        matches = [*told(gaps, BY_COVERAGE if covered else BY_NAMES), *smells(suite), *_without_tests(suite, covered)]
        own = Outcome(
            tool="imperium",
            status="ran" if suite.units or suite.test_units else "nothing_to_read",
            claims=tuple(rule.claims(matches, self.name)),
            read=tuple(unit.path for unit in (*suite.units, *suite.test_units)),
            unread=unread | _unread(suite),
        )
        outcomes = (own, *tools())
        return Examination(
            expert=self.name,
            claims=tuple(toolbox.quoted(toolbox.claims(outcomes), subject)),
            outcomes=outcomes,
            metrics=_metrics(suite, covered, gaps),
            summary=_summary(suite, covered, gaps),
        )


EXPERT = TestExpert()


def _gaps(suite: Suite, covered: dict[str, Lines]) -> list[Gap]:
    """Without a report and without tests, all would be gaps: that is told once."""
    if covered:
        return uncovered(suite, covered)
    return unnamed(suite) if suite.tests else []


def _without_tests(suite: Suite, covered: dict[str, Lines]) -> Iterator[Match]:
    if suite.tests or covered:
        return
    every = {id(one): (unit, one) for unit in suite.units for one in measured(unit)}
    if len(every) >= WORTH_TESTING:
        worst = heaviest(iter([one for _, one in every.values()]))[0]
        unit = every[id(worst)][0]
        yield at(UNTESTED, unit, worst.function, worst.name, count=str(len(every)))


def _unread(suite: Suite) -> dict[str, str]:
    return {
        unit.path: f"line {fault.at.line}: {fault.reason}"
        for unit in (*suite.units, *suite.test_units)
        for fault in unit.module.faults[:1]
    }


def _metrics(suite: Suite, covered: dict[str, Lines], gaps: list[Gap]) -> dict[str, Any]:
    lines = [ran for file in covered.values() for ran in file.values()]
    paths = {id(one): unit.path for unit, one in gaps}
    return {
        "tests": len(suite.tests),
        "line_coverage": round(sum(lines) / len(lines), 4) if lines else None,
        "untested_functions": len(gaps),
        "most_complex_untested": [
            {"function": one.name, "path": paths[id(one)], "line": one.function.at.line, "cyclomatic": one.cyclomatic}
            for one in heaviest(one for _, one in gaps)[:WORST]
        ],
    }


def _summary(suite: Suite, covered: dict[str, Lines], gaps: list[Gap]) -> str:
    if covered:
        lines = [ran for file in covered.values() for ran in file.values()]
        share = f"{100 * sum(lines) / len(lines):.0f} %" if lines else "none"
        return f"The reports say that {share} of the lines ran; {len(gaps)} functions never did."
    if not suite.tests:
        return "There are no tests among these files."
    return f"{len(suite.tests)} tests; {len(gaps)} functions that none of them leads to."
