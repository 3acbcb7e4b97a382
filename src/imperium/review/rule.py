"""The rule: something that is wrong by how it is written, without following any value. One family a file in `rules/`.

A module in `rules/` has `FAMILY`, a `Family`. Its `find` reads a `Project` and yields matches; what a match means, in
words, is the rule's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

from imperium.analysis.program import Node
from imperium.review.claim import Claim, Place, Severity
from imperium.review.project import Project, Unit

VOTER = "rules"
NAMED_OCCURRENCES = 5


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is claimed where the rule matches.

    `key` is `family/name` and stays for good. `says` and `remedy` are sentences with `{words}` of the match in them.
    A `systemic` rule has one cause and many places, in a file or in the project: it becomes one claim that names the
    others, if there are more than `crowd`. Matches of one rule that are at most `reach` lines apart in a file are one
    thing, told once.
    """

    key: str
    type: str
    cwe: tuple[int, ...]
    severity: Severity
    says: str
    remedy: str
    strength: float = 0.7
    systemic: Literal["file", "project"] | None = None
    crowd: int = 1
    reach: int = 0


@dataclass(frozen=True)
class Match:
    """Where a rule holds. `words` fill the rule's sentences; `names` are identifiers that they rely on."""

    rule: Rule
    place: Place
    words: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    function: str = ""
    snippet: str = ""
    others: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Family:
    """The rules of one file and how they are found."""

    rules: tuple[Rule, ...]
    find: Callable[[Project], Iterable[Match]]


def at(rule: Rule, unit: Unit, node: Node, *names: str, **words: str) -> Match:
    """A match on a node of a program. `names` are told as words `name`, `name2`, … too."""
    place = Place(unit.path, node.at.line, max(node.at.line, node.at.end_line))
    function = unit.function_of(node)
    called = {("name" if index == 0 else f"name{index + 1}"): name for index, name in enumerate(names)}
    return Match(
        rule,
        place,
        called | words,
        tuple(name for name in names if name.isidentifier()),
        function.name if function else "",
        unit.source.lines[node.at.line - 1].strip()[:200],
    )


def on(rule: Rule, path: str, line: int, text: str, **words: str) -> Match:
    """A match on a line of a file that isn't a program."""
    return Match(rule, Place(path, line, line), words, snippet=text.strip()[:200])


def claims(matches: Iterable[Match], expert: str) -> Iterator[Claim]:
    """What the matches say, each place once, systemic rules gathered."""
    ordered = sorted({(match.rule.key, match.place): match for match in matches}.items())
    for _, group in groupby((match for _, match in ordered), key=_cause):
        found = list(_apart(group))
        if found[0].rule.systemic and len(found) > found[0].rule.crowd:
            found = [replace(found[0], others=tuple(match.place for match in found[1:]))]
        yield from (_claim(match, expert) for match in found)


def _cause(match: Match) -> tuple[str, str]:
    return match.rule.key, match.place.path if match.rule.systemic == "file" else ""


def _apart(found: Iterable[Match]) -> Iterator[Match]:
    """The matches without those that only continue the one before."""
    last: Place | None = None
    for match in found:
        place = match.place
        if last is None or place.path != last.path or place.first - last.last > match.rule.reach:
            yield match
            last = place
        else:
            last = Place(last.path, last.first, max(last.last, place.last))


def _claim(match: Match, expert: str) -> Claim:
    rule = match.rule
    return Claim(
        type=rule.type,
        rule=f"{VOTER}/{rule.key}",
        voter=VOTER,
        school=VOTER,
        expert=expert,
        severity=rule.severity,
        place=match.place,
        description=_filled(rule.says, match) + _elsewhere(match.others),
        recommendation=_filled(rule.remedy, match),
        cwe=rule.cwe,
        strength=rule.strength,
        snippet=match.snippet,
        function=match.function,
        names=match.names,
    )


def _filled(sentence: str, match: Match) -> str:
    """In one pass: a remedy may hold braces of its own, and words come from the code under review."""
    return re.sub(r"\{(\w+)\}", lambda found: match.words.get(found[1], found[0]), sentence)


def _elsewhere(others: tuple[Place, ...]) -> str:
    if not others:
        return ""
    named = ", ".join(f"{place.path}:{place.first}" for place in others[:NAMED_OCCURRENCES])
    more = len(others) - NAMED_OCCURRENCES
    return f" The same holds at {named}" + (f" and {more} more places." if more > 0 else ".")
