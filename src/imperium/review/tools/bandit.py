"""Bandit: security checks of Python. It parses with the Python that runs it and silently skips what is newer, so it
reads copies that this Python can parse; what can't be written so is told as unread."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from imperium.analysis.source import Language
from imperium.review import codes, process
from imperium.review.backport import parseable
from imperium.review.claim import Claim, Place
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

NEWER = f"Python {sys.version_info.major}.{sys.version_info.minor} can't parse it, and bandit parses with it"
STRENGTH = {"HIGH": 0.8, "MEDIUM": 0.6, "LOW": 0.4}


class Result(Struct, frozen=True):
    """One finding of bandit."""

    filename: str
    test_id: str
    issue_text: str
    issue_confidence: str
    line_number: int
    line_range: tuple[int, ...] = ()


class Fault(Struct, frozen=True):
    filename: str
    reason: str


class Answer(Struct, frozen=True):
    errors: tuple[Fault, ...]
    results: tuple[Result, ...]


class Bandit:
    """Asks bandit about copies of the Python files."""

    name = "bandit"
    experts = ("security",)
    languages: tuple[Language, ...] = ("python",)
    needs = "bandit"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        texts = {source.path: parseable(source.text) for source in subject.in_language("python")}
        unread = {path: NEWER for path, text in texts.items() if text is None}
        readable = {path: text for path, text in texts.items() if text is not None and _is_inside(path)}
        if not texts:
            return Outcome(tool=self.name, status="nothing_to_read")
        if not readable:
            return Outcome(tool=self.name, status="nothing_to_read", unread=unread)
        with tempfile.TemporaryDirectory() as folder:
            for path, text in readable.items():
                _write(Path(folder) / path, text)
            return self._ask(subject, Path(folder), list(readable), unread, timeout_s)

    def _ask(
        self, subject: Subject, folder: Path, paths: list[str], unread: dict[str, str], timeout_s: float
    ) -> Outcome:
        claims: list[Claim] = []
        seconds = 0.0
        tests = ",".join(f"B{code}" for code in codes.meanings("bandit"))
        for batch in process.batches(paths):
            arguments = ["--format", "json", "--quiet", "--exit-zero", "--tests", tests]
            ran = process.start("bandit", arguments, folder=folder, timeout_s=timeout_s, paths=batch)
            seconds += ran.seconds
            answer = _read(ran)
            if isinstance(answer, Outcome):
                return answer
            unread |= {_relative(fault.filename): fault.reason for fault in answer.errors}
            claims += _claims(subject, answer.results)
        return Outcome(
            tool=self.name,
            status="ran",
            version=process.version("bandit", folder),
            claims=tuple(claims),
            read=tuple(path for path in paths if path not in unread),
            unread=unread,
            seconds=seconds,
        )


TOOL = Bandit()


def _is_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", errors="surrogateescape")


def _read(ran: process.Ran) -> Answer | Outcome:
    if ran.status != "ran":
        remedy = "pip install bandit"
        return Outcome(tool="bandit", status=ran.status, reason=ran.reason, remedy=remedy, seconds=ran.seconds)
    try:
        return msgspec.json.decode(ran.output[ran.output.find("{") :], type=Answer)
    except msgspec.DecodeError as error:
        reason = f"bandit's answer can't be read: {ran.errors.strip()[-300:] or error}"
        return Outcome(tool="bandit", status="failed", reason=reason, seconds=ran.seconds)


def _relative(filename: str) -> str:
    return str(PurePosixPath(filename))


def _claims(subject: Subject, results: tuple[Result, ...]) -> Iterator[Claim]:
    for result in results:
        path = _relative(result.filename)
        known = codes.meaning("bandit", result.test_id.removeprefix("B"))
        if known is None or path not in subject.files:
            continue
        lines = subject.files[path].split("\n")
        yield Claim(
            type=known.type,
            rule=f"bandit/{result.test_id}",
            voter="bandit",
            school="bandit",
            expert="security",
            severity=known.severity,
            place=Place(path, result.line_number, max(result.line_range, default=result.line_number)),
            description=f"{result.issue_text.rstrip('.')}.",
            recommendation=known.remedy,
            cwe=known.cwe,
            strength=STRENGTH.get(result.issue_confidence, 0.5),
            snippet=lines[result.line_number - 1].strip()[:200] if result.line_number <= len(lines) else "",
        )
