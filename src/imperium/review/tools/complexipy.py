"""Complexipy: the cognitive complexity of Python's functions, by another's count."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from imperium.analysis.source import Language
from imperium.review import process
from imperium.review.answers import NoAnswer, asked, unreadable
from imperium.review.claim import Claim, Place
from imperium.review.quality.sizes import COGNITIVE, COMPLEX
from imperium.review.subject import Subject
from imperium.review.tool import Outcome


class Lines(Struct, frozen=True):
    begin: int


class Spot(Struct, frozen=True):
    path: str
    lines: Lines


class Issue(Struct, frozen=True):
    """One entry of its report in GitLab's format."""

    description: str
    location: Spot


class Complexipy:
    """Asks complexipy which functions are over the limit of the quality expert."""

    name = "complexipy"
    experts = ("quality",)
    languages: tuple[Language, ...] = ("python",)
    needs = "complexipy"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        paths = [source.path for source in subject.in_language("python")]
        if not paths:
            return Outcome(tool=self.name, status="nothing_to_read")
        with tempfile.TemporaryDirectory() as aside:
            return self._ask(subject, paths, Path(aside), timeout_s)

    def _ask(self, subject: Subject, paths: list[str], aside: Path, timeout_s: float) -> Outcome:
        found: list[Issue] = []
        seconds = 0.0
        for number, batch in enumerate(process.batches(paths)):
            answer = aside / f"{number}.json"
            try:
                [ran] = asked(
                    self.name,
                    _arguments(aside, answer),
                    batch,
                    subject=subject,
                    timeout_s=timeout_s - seconds,
                    remedy="pip install complexipy",
                    accepted=lambda ran: ran.code in (0, 1),
                )
                found += msgspec.json.decode(answer.read_bytes(), type=list[Issue])
            except NoAnswer as none:
                return none.outcome
            except (OSError, msgspec.DecodeError):
                return unreadable(self.name, ran)
            seconds += ran.seconds
        return Outcome(
            tool=self.name,
            status="ran",
            version=process.version(self.name, subject.root),
            claims=tuple(_claims(found, subject)),
            read=tuple(paths),
            seconds=seconds,
        )


TOOL = Complexipy()


def _arguments(aside: Path, answer: Path) -> list[str]:
    return [
        *("--isolated", "--no-ignore", "--quiet", "--failed", "--max-complexity-allowed", str(COGNITIVE)),
        *("--cache-dir", str(aside / "cache"), "--output-format", "gitlab", "--output", str(answer)),
    ]


def _claims(found: list[Issue], subject: Subject) -> Iterator[Claim]:
    for issue in found:
        path = issue.location.path.removeprefix("./")
        if path in subject.files:
            yield Claim(
                type=COMPLEX.type,
                rule="complexipy/cognitive",
                voter="complexipy",
                school="complexity",
                expert="quality",
                severity=COMPLEX.severity,
                place=Place(path, issue.location.lines.begin, issue.location.lines.begin),
                description=f"{issue.description.rstrip('.')}.",
                recommendation=COMPLEX.remedy,
                cwe=COMPLEX.cwe,
                strength=0.9,
            )
