"""Cppcheck: what it is sure of in C and C++. Settings and suppressions of the project aren't looked at."""

from __future__ import annotations

import tempfile
from pathlib import Path

from imperium.analysis.source import Language
from imperium.review import diagnostics, process
from imperium.review.codes import codes_of
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

REMEDY = "Install cppcheck with the system's packages (apt install cppcheck)"
UNREADABLE = frozenset(
    {"syntaxError", "preprocessorErrorDirective", "unknownMacro", "internalAstError", "cppcheckError"}
)
TEMPLATE = "{file}:{line}:{column}: warning: {message} [{id}]"


class Cppcheck:
    """Asks cppcheck about C and C++."""

    name = "cppcheck"
    experts = ("security", "quality", "performance")
    languages: tuple[Language, ...] = ("c", "cpp")
    needs = "cppcheck"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        paths = [source.path for source in subject.in_language("c", "cpp")]
        if not paths or not codes_of(self.name, expert):
            return Outcome(tool=self.name, status="nothing_to_read")
        ran = _run(subject, paths, timeout_s)
        if ran.status != "ran":
            return Outcome(tool=self.name, status=ran.status, reason=ran.reason, remedy=REMEDY, seconds=ran.seconds)
        said = ran.errors.strip()
        if ran.code or (said and not diagnostics.LINE.search(said)):
            reason = f"cppcheck's answer can't be read: {(said or ran.output.strip())[-300:]}"
            return Outcome(tool=self.name, status="failed", reason=reason, seconds=ran.seconds)
        found = [*diagnostics.parsed(ran.errors, subject)]
        unread = {one.path: f"line {one.line}: {one.message}" for one in reversed(found) if one.code in UNREADABLE}
        return Outcome(
            tool=self.name,
            status="ran",
            version=process.version(self.name, subject.root),
            claims=tuple(diagnostics.claims(self.name, found, expert)),
            read=tuple(path for path in paths if path not in unread),
            unread=unread,
            seconds=ran.seconds,
        )


TOOL = Cppcheck()


def _run(subject: Subject, paths: list[str], timeout_s: float) -> process.Ran:
    """Cppcheck takes paths from a list in a file, where none can be mistaken for an option."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "paths"
        listed.write_text("".join(f"./{path}\n" for path in paths), encoding="utf-8")
        arguments = [
            "--quiet",
            f"--template={TEMPLATE}",
            "--template-location= ",
            "--max-configs=4",
            f"--file-list={listed}",
        ]
        arguments.append("--enable=warning,performance,portability")
        return process.start("cppcheck", arguments, folder=subject.root, timeout_s=timeout_s)
