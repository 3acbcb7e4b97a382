"""Lizard: the cyclomatic complexity of functions, by another's count, where ours isn't alone enough: outside Python."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from imperium.analysis.source import Language
from imperium.review import process
from imperium.review.answers import NoAnswer, asked, unreadable
from imperium.review.claim import Claim, Place
from imperium.review.process import Ran
from imperium.review.quality.sizes import COMPLEX, CYCLOMATIC
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

COLUMNS = 11
PATHS, PATH, NAME, FIRST, LAST = 1, 6, 7, 9, 10
"""Columns of its CSV: cyclomatic complexity, file, function, its first and last line."""


class Lizard:
    """Asks lizard for all functions."""

    name = "lizard"
    experts = ("quality",)
    languages: tuple[Language, ...] = ("javascript", "typescript", "java", "rust", "c", "cpp")
    needs = "lizard"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        paths = [source.path for source in subject.in_language(*self.languages)]
        if not paths:
            return Outcome(tool=self.name, status="nothing_to_read")
        try:
            runs = asked(
                self.name,
                ["--csv", "--ignore_warnings", "-1"],
                paths,
                subject=subject,
                timeout_s=timeout_s,
                remedy="pip install lizard",
                accepted=lambda ran: ran.code == 0,
            )
            claims = tuple(claim for ran in runs for claim in _claims(ran, subject))
        except NoAnswer as none:
            return none.outcome
        except (ValueError, csv.Error):
            return unreadable(self.name, runs[-1])
        return Outcome(
            tool=self.name,
            status="ran",
            version=process.version(self.name, subject.root),
            claims=claims,
            read=tuple(paths),
            seconds=sum(ran.seconds for ran in runs),
        )


TOOL = Lizard()


def _claims(ran: Ran, subject: Subject) -> Iterator[Claim]:
    """Raises ValueError for what isn't its table."""
    for row in csv.reader(StringIO(ran.output)):
        if len(row) != COLUMNS:
            raise ValueError(f"a row of {len(row)} columns")
        path, paths = row[PATH].removeprefix("./"), int(row[PATHS])
        if path in subject.files and paths > CYCLOMATIC:
            yield Claim(
                type=COMPLEX.type,
                rule="lizard/cyclomatic",
                voter="lizard",
                school="complexity",
                expert="quality",
                severity=COMPLEX.severity,
                place=Place(path, int(row[FIRST]), int(row[LAST])),
                description=f"{row[NAME]} has {paths} paths.",
                recommendation=COMPLEX.remedy,
                cwe=COMPLEX.cwe,
                strength=0.9,
            )
