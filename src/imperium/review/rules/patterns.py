"""Regular expressions that take a lifetime to say no to the right text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis.program import Call
from imperium.analysis.regular.backtracking import backtracking
from imperium.review.project import Project, Unit, argument, string
from imperium.review.rule import Family, Match, Rule, at

EXPLODES = Rule(
    key="patterns/explodes",
    type="denial_of_service",
    cwe=(1333, 400),
    severity="medium",
    says="Before it rejects `{text}` repeated, this expression tries twice as many ways with each further letter.",
    remedy="Let no two parts of a repetition match the same text (`{part}`), and refuse longer input than you expect.",
    strength=0.8,
)
MATCHES = re.compile(r"^re\.(match|search|fullmatch|compile|sub|subn|findall|finditer|split)$")


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        for call, name in unit.calls():
            if MATCHES.match(name):
                yield from _judged(unit, call, whole=name.endswith("fullmatch"))


def _judged(unit: Unit, call: Call, whole: bool) -> Iterator[Match]:
    text = string(argument(call, 0, "pattern"))
    found = backtracking(text, whole=whole) if text else None
    if found is not None and found.growth == "exponential":
        yield at(EXPLODES, unit, call, text=found.text, part=found.part)


FAMILY = Family((EXPLODES,), find)
