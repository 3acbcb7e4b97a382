"""Regular expressions that can take a text in too many ways, decided on their automata."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis.program import Call, Name
from imperium.analysis.regular.backtracking import Backtracking, backtracking
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at
from imperium.review.values import Values

EXPONENTIAL = Rule(
    key="regular_expressions/exponential",
    type="regex_backtracking",
    cwe=(1333, 400, 730),
    severity="medium",
    says=(
        "The loop `{part}` can take the same text in two ways, so the time to find that a text doesn't match doubles "
        "with every repetition of `{text}`: a short input stops the process."
    ),
    remedy="Write the loop so that each character can be taken in one way only, or bound the length of the text first.",
    strength=0.8,
)
POLYNOMIAL = Rule(
    key="regular_expressions/polynomial",
    type="regex_backtracking",
    cwe=(1333, 400, 730),
    severity="low",
    says=(
        "The loop `{part}` and one before it can share a text in many ways, so the time to find that a long run of "
        "`{text}` doesn't match grows with the square of its length."
    ),
    remedy="Bound the length of the text before it is matched, or let the loops take different characters.",
    strength=0.5,
)
LONGEST = 40
CALLS = {
    "python": re.compile(r"^re(gex)?\.(compile|match|search|fullmatch|sub|subn|split|findall|finditer)$"),
    "java": re.compile(r"(^|\.)Pattern\.(compile|matches)$|\.(matches|replaceAll|replaceFirst|split)$"),
    "javascript": re.compile(r"^RegExp$"),
}
"""Calls whose first argument is an expression."""
WHOLE = re.compile(r"(^re\.fullmatch|\.matches)$")
FLAGS = (("IGNORECASE", "i"), (".I", "i"), ("VERBOSE", "x"), (".X", "x"), ("DOTALL", "s"), (".S", "s"))


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        family = "javascript" if unit.source.language == "typescript" else unit.source.language
        if family in CALLS:
            yield from _slow(unit, CALLS[family], family)


def _slow(unit: Unit, calls: re.Pattern[str], family: str) -> Iterator[Match]:
    values = Values(unit)
    for call in unit.each(Call):
        name = call.function.id if isinstance(call.function, Name) else unit.full(call.function)
        pattern = values.text(values.argument(call, 0)) if calls.search(name) else ""
        if not _may_loop(pattern):
            continue
        found = backtracking(pattern, _flags(call, unit, values, family), whole=bool(WHOLE.search(name)))
        if found is not None and (found.growth == "exponential" or _validates(pattern, name)):
            yield _match(unit, call, found)


def _may_loop(pattern: str) -> bool:
    return pattern.count("*") + pattern.count("+") + pattern.count(",}") > 1


def _validates(pattern: str, name: str) -> bool:
    """Whether a whole text is held to the pattern; elsewhere a square of the length is common and rarely felt."""
    return (pattern.startswith("^") and pattern.endswith("$")) or bool(WHOLE.search(name))


def _flags(call: Call, unit: Unit, values: Values, family: str) -> str:
    if family == "javascript":
        return values.text(values.argument(call, 1))
    written = " ".join(unit.text(each) for each in [*call.arguments[1:], *(value for _, value in call.keywords)])
    return "".join({letter for word, letter in FLAGS if word in written})


def _match(unit: Unit, call: Call, found: Backtracking) -> Match:
    rule = EXPONENTIAL if found.growth == "exponential" else POLYNOMIAL
    return at(rule, unit, call, part=found.part[:LONGEST], text=found.text[:LONGEST])


FAMILY = Family((EXPONENTIAL, POLYNOMIAL), find)
