"""Ruff: fast checks of Python, of every expert whose codes are in `codes/ruff.yaml`; its S rules are bandit's."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from imperium.analysis.source import Language
from imperium.review import codes, process
from imperium.review.claim import Claim, Edit, Place
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

STRENGTH = 0.6
"""Ruff doesn't say how sure it is; who follows data or knows a framework tells more."""

NOT_SECURE = "S"
"""The start of the codes that are bandit's; a single code that ruff doesn't have would make it refuse to run."""


class Position(Struct, frozen=True):
    row: int
    column: int


class Change(Struct, frozen=True):
    content: str
    location: Position
    end_location: Position


class Fix(Struct, frozen=True):
    applicability: str
    edits: tuple[Change, ...]
    message: str | None = None


class Diagnostic(Struct, frozen=True):
    """One entry of `--output-format json`; a part that can't be parsed has the code `invalid-syntax` or none."""

    filename: str
    message: str
    location: Position
    end_location: Position
    code: str | None = None
    fix: Fix | None = None

    @property
    def is_fault(self) -> bool:
        return self.code is None or self.code == "invalid-syntax"


class Ruff:
    """Asks ruff, without any configuration of the project: the codes of one expert, the newest syntax."""

    name = "ruff"
    experts = ("security", "quality", "performance", "documentation", "test")
    languages: tuple[Language, ...] = ("python",)
    needs = "ruff"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        paths = [source.path for source in subject.in_language("python")]
        select = _select(expert)
        if not paths or not select:
            return Outcome(tool=self.name, status="nothing_to_read")
        found: list[Diagnostic] = []
        seconds = 0.0
        for batch in process.batches(paths):
            ran = process.start("ruff", _arguments(select), folder=subject.root, timeout_s=timeout_s, paths=batch)
            seconds += ran.seconds
            read = _read(ran)
            if isinstance(read, Outcome):
                return read
            found += read
        return _outcome(subject, expert, paths, found, seconds)


TOOL = Ruff()


def _select(expert: str) -> list[str]:
    return codes.codes_of("ruff", expert) + ([NOT_SECURE] if expert == "security" else [])


def _arguments(select: list[str]) -> list[str]:
    return [
        *("check", "--isolated", "--no-cache", "--quiet", "--exit-zero", "--output-format", "json"),
        *("--target-version", "py314", "--no-respect-gitignore", "--select", ",".join(select)),
    ]


def _read(ran: process.Ran) -> list[Diagnostic] | Outcome:
    if ran.status != "ran":
        return Outcome(
            tool="ruff", status=ran.status, reason=ran.reason, remedy="pip install ruff", seconds=ran.seconds
        )
    try:
        return msgspec.json.decode(ran.output, type=list[Diagnostic])
    except msgspec.DecodeError as error:
        said = ran.errors.strip()[:300] or str(error)
        return Outcome(tool="ruff", status="failed", reason=f"ruff's answer can't be read: {said}", seconds=ran.seconds)


def _outcome(subject: Subject, expert: str, paths: list[str], found: list[Diagnostic], seconds: float) -> Outcome:
    relative = {str(subject.root.resolve() / path): path for path in paths}
    told = [(relative[entry.filename], entry) for entry in found if entry.filename in relative]
    unread = {path: f"line {entry.location.row}: {entry.message}" for path, entry in told if entry.is_fault}
    return Outcome(
        tool="ruff",
        status="ran",
        version=process.version("ruff", subject.root),
        claims=tuple(_claims(subject, expert, told)),
        read=tuple(path for path in paths if path not in unread),
        unread=unread,
        seconds=seconds,
    )


def _claims(subject: Subject, expert: str, told: list[tuple[str, Diagnostic]]) -> Iterator[Claim]:
    for path, entry in told:
        known = _meaning(entry.code or "")
        if entry.is_fault or known is None or known.expert != expert:
            continue
        lines = subject.files[path].split("\n")
        yield Claim(
            type=known.type,
            rule=f"ruff/{entry.code}",
            voter="ruff",
            school="bandit" if entry.code and entry.code.startswith(NOT_SECURE) and expert == "security" else "ruff",
            expert=expert,
            severity=known.severity,
            place=Place(path, entry.location.row, max(entry.location.row, entry.end_location.row)),
            description=f"{entry.message.rstrip('.')}.",
            recommendation=known.remedy or (entry.fix.message if entry.fix else None) or entry.message,
            cwe=known.cwe,
            strength=STRENGTH,
            snippet=lines[entry.location.row - 1].strip()[:200] if entry.location.row <= len(lines) else "",
            edits=_edits(path, lines, entry.fix),
        )


def _meaning(code: str) -> codes.Meaning | None:
    return codes.meaning("ruff", code) or (codes.meaning("bandit", code[1:]) if code.startswith(NOT_SECURE) else None)


def _edits(path: str, lines: list[str], fix: Fix | None) -> tuple[Edit, ...]:
    """A safe fix as whole lines: the lines from its first change to its last, rewritten."""
    if fix is None or fix.applicability != "safe" or not fix.edits:
        return ()
    changes = sorted(fix.edits, key=lambda change: (change.location.row, change.location.column))
    first, last = changes[0].location.row, max(change.end_location.row for change in changes)
    last = min(last, len(lines))
    text = "".join(line + "\n" for line in lines[first - 1 : last])
    starts = [0]
    for line in lines[first - 1 : last]:
        starts.append(starts[-1] + len(line) + 1)

    def offset(position: Position) -> int:
        return min(starts[min(position.row - first, len(starts) - 1)] + position.column - 1, len(text))

    for change in reversed(changes):
        text = text[: offset(change.location)] + change.content + text[offset(change.end_location) :]
    whole = text if not text or text.endswith("\n") else text + "\n"
    return (Edit(Place(path, first, last), whole),)
