"""Functions that are too much to keep in mind: too complex, too long, too deep, too many parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from imperium.analysis.frontend import FAMILIES
from imperium.review.project import Unit
from imperium.review.quality.measure import Measure
from imperium.review.rule import Match, Rule, at

COGNITIVE = 25
"""Of the highest limits in use: SonarSource's own rules stop at 15, for C and C++ at 25."""
CYCLOMATIC = 20
"""Twice what McCabe proposed; from about there on a function has more paths than tests."""
LINES = 100
NESTING = 5
PARAMETERS = 8

COMPLEX = Rule(
    key="quality/high_complexity",
    type="high_complexity",
    cwe=(1121,),
    severity="medium",
    says="{name} has {paths} paths and a cognitive complexity of {cognitive}: over {limit} is hard to follow.",
    remedy="Take its inner blocks out into functions of their own, and return early where a case is done.",
    strength=0.9,
)
LONG = Rule(
    key="quality/long_function",
    type="long_function",
    cwe=(1080,),
    severity="low",
    says="{name} is {lines} lines long.",
    remedy="Give each of its steps a function with a name.",
    strength=0.9,
)
DEEP = Rule(
    key="quality/deep_nesting",
    type="deep_nesting",
    cwe=(1124,),
    severity="low",
    says="{name} nests {nesting} blocks in each other.",
    remedy="Turn conditions around and leave early, or take the inner loop out into a function.",
    strength=0.9,
)
MANY = Rule(
    key="quality/many_parameters",
    type="many_parameters",
    cwe=(1064,),
    severity="low",
    says="{name} takes {parameters} parameters.",
    remedy="Group those that belong together into a type of their own.",
    strength=0.9,
)


def oversized(unit: Unit, measures: Iterable[Measure]) -> Iterator[Match]:
    """One match a function: the gravest. Who writes long functions of plain steps has no complexity to tell."""
    for measure in measures:
        told = {
            "cognitive": str(measure.cognitive),
            "paths": str(measure.cyclomatic),
            "limit": str(COGNITIVE),
            "lines": str(measure.lines),
            "nesting": str(measure.nesting),
            "parameters": str(measure.parameters),
        }
        if rule := _rule(unit, measure):
            yield at(rule, unit, measure.function, measure.name, **told)


def is_complex(measure: Measure) -> bool:
    """Whether it is over a limit of complexity."""
    return measure.cognitive > COGNITIVE or measure.cyclomatic > CYCLOMATIC


def _rule(unit: Unit, measure: Measure) -> Rule | None:
    if is_complex(measure):
        return COMPLEX
    if measure.nesting > NESTING:
        return DEEP
    if measure.lines > LINES:
        return LONG
    named = measure.function.name != "constructor" and _has_positions(unit)
    return MANY if named and measure.parameters > PARAMETERS else None


def _has_positions(unit: Unit) -> bool:
    """Python's callers may name what they pass."""
    return FAMILIES[unit.source.language] != "python"
