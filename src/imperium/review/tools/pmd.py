"""PMD: rules of Java about likely errors and waste, chosen one by one in `codes/pmd.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from imperium.analysis.source import Language
from imperium.review import codes, process
from imperium.review.answers import NoAnswer, asked, unreadable
from imperium.review.claim import Claim, Place
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

REMEDY = "Install PMD 7 (pmd.github.io) and Java 11 or newer, with `pmd` on the path"


class Violation(Struct, frozen=True):
    beginline: int
    endline: int
    description: str
    rule: str


class File(Struct, frozen=True):
    filename: str
    violations: tuple[Violation, ...] = ()


class Fault(Struct, frozen=True):
    filename: str
    message: str


class Answer(Struct, frozen=True, rename="camel"):
    """Its report in JSON (format version 0)."""

    files: tuple[File, ...]
    processing_errors: tuple[Fault, ...] = ()


class Pmd:
    """Asks PMD 7 about Java."""

    name = "pmd"
    experts = ("quality", "performance")
    languages: tuple[Language, ...] = ("java",)
    needs = "pmd"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        paths = [source.path for source in subject.in_language("java")]
        rules = codes.codes_of(self.name, expert)
        if not paths or not rules:
            return Outcome(tool=self.name, status="nothing_to_read")
        arguments = ["check", "--format", "json", "--no-progress", "--no-cache", "--rulesets", ",".join(rules)]
        try:
            runs = asked(
                self.name,
                arguments,
                paths,
                subject=subject,
                timeout_s=timeout_s,
                remedy=REMEDY,
                accepted=lambda ran: ran.code in (0, 4, 5),
                memory_mb=None,
            )
            answers = [msgspec.json.decode(ran.output, type=Answer) for ran in runs]
        except NoAnswer as none:
            return none.outcome
        except msgspec.DecodeError:
            return unreadable(self.name, runs[-1])
        unread = {
            known: fault.message.splitlines()[0]
            for answer in answers
            for fault in answer.processing_errors
            if fault.message and (known := _known(fault.filename, subject))
        }
        return Outcome(
            tool=self.name,
            status="ran",
            version=process.version(self.name, subject.root),
            claims=tuple(claim for answer in answers for claim in _claims(answer, expert, subject)),
            read=tuple(path for path in paths if path not in unread),
            unread=unread,
            seconds=sum(ran.seconds for ran in runs),
        )


TOOL = Pmd()


def _known(name: str, subject: Subject) -> str | None:
    path = name.removeprefix(f"{subject.root.resolve()}/").removeprefix("./")
    return path if path in subject.files else None


def _claims(answer: Answer, expert: str, subject: Subject) -> Iterator[Claim]:
    keys = {key.rpartition("/")[2]: key for key in codes.codes_of("pmd", expert)}
    for file in answer.files:
        path = _known(file.filename, subject)
        for found in file.violations:
            meaning = codes.meaning("pmd", keys.get(found.rule, ""))
            if path is None or meaning is None:
                continue
            yield Claim(
                type=meaning.type,
                rule=f"pmd/{found.rule}",
                voter="pmd",
                school="pmd",
                expert=expert,
                severity=meaning.severity,
                place=Place(path, found.beginline, found.endline),
                description=f"{found.description.strip().rstrip('.')}.",
                recommendation=meaning.remedy,
                cwe=meaning.cwe,
            )
