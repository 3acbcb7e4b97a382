"""Vulture: dead code in Python that it is sure of (80 % and more by its own measure)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from imperium.analysis.source import Language
from imperium.review import codes, process
from imperium.review.answers import NoAnswer, asked
from imperium.review.claim import Claim, Place
from imperium.review.process import Ran
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

SURE = 80
_FOUND = re.compile(r"(?:\./)?(.+?):(\d+): (unused import|unreachable code|unsatisfiable)(.*) \(\d+% confidence\)$")
_FAULT = re.compile(r"(?:\./)?(.+?):(\d+): (.+)$")
_LINES = frozenset({0, 3})
"""Its exit status: nothing, or dead code found. 1 says that a file could not be parsed, the others that it failed."""


class Vulture:
    """Asks vulture. Parameters that a body doesn't use aren't told: an interface may ask for them."""

    name = "vulture"
    experts = ("quality",)
    languages: tuple[Language, ...] = ("python",)
    needs = "vulture"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        paths = [source.path for source in subject.in_language("python")]
        if not paths:
            return Outcome(tool=self.name, status="nothing_to_read")
        arguments = ["--min-confidence", str(SURE), "--config", os.devnull]
        try:
            runs = asked(
                self.name,
                arguments,
                paths,
                subject=subject,
                timeout_s=timeout_s,
                remedy="pip install vulture",
                accepted=_is_answer,
            )
        except NoAnswer as none:
            return none.outcome
        unread = dict(_faults(runs))
        return Outcome(
            tool=self.name,
            status="ran",
            version=process.version(self.name, subject.root),
            claims=tuple(claim for ran in runs for claim in _claims(ran, subject)),
            read=tuple(path for path in paths if path not in unread),
            unread=unread,
            seconds=sum(ran.seconds for ran in runs),
        )


TOOL = Vulture()


def _is_answer(ran: Ran) -> bool:
    if ran.code == 1:
        return bool(dict(_faults([ran])))
    return ran.code in _LINES and bool(ran.output) == (ran.code == 3)


def _faults(runs: list[Ran]) -> Iterator[tuple[str, str]]:
    for ran in runs:
        for line in ran.errors.splitlines():
            if match := _FAULT.match(line):
                yield match[1], f"line {match[2]}: {match[3]}"


def _claims(ran: Ran, subject: Subject) -> Iterator[Claim]:
    for line in ran.output.splitlines():
        match = _FOUND.match(line)
        meaning = codes.meaning("vulture", match[3]) if match else None
        if match is None or meaning is None or match[1] not in subject.files:
            continue
        yield Claim(
            type=meaning.type,
            rule=f"vulture/{match[3].replace(' ', '_')}",
            voter="vulture",
            school="vulture",
            expert="quality",
            severity=meaning.severity,
            place=Place(match[1], int(match[2]), int(match[2])),
            description=f"{match[3].capitalize()}{match[4]}.",
            recommendation=meaning.remedy,
            cwe=meaning.cwe,
            strength=0.8,
        )
