"""GCC: its warnings, those of its static analyser among them. It translates to assembler that is thrown away; nothing
is assembled, linked or run, and headers come from the copy and the system only."""

from __future__ import annotations

import time
from pathlib import PurePosixPath

from imperium.analysis.source import Language, SourceFile
from imperium.review import diagnostics, process
from imperium.review.codes import codes_of
from imperium.review.diagnostics import Diagnostic
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

REMEDY = "Install gcc with the system's packages (apt install gcc g++)"
HEADERS = (".h", ".hh", ".hpp", ".hxx")
FLAGS = (
    *("-S", "-o", "/dev/null", "-O1", "-Wall", "-Wextra", "-Wformat=2", "-Wnull-dereference"),
    *("-fdiagnostics-color=never", "-fno-diagnostics-show-caret", "-fdiagnostics-path-format=none"),
)
C_ONLY = ("-fanalyzer", "-Wno-analyzer-malloc-leak", "-Wno-analyzer-file-leak")
"""The analyser knows C; what it says of leaks is wrong more often than right."""


class Gcc:
    """Asks gcc about C, g++ about C++, one file after the other."""

    name = "gcc"
    experts = ("security", "quality")
    languages: tuple[Language, ...] = ("c", "cpp")
    needs = "gcc"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        sources = [one for one in subject.in_language("c", "cpp") if PurePosixPath(one.path).suffix not in HEADERS]
        if not sources or not codes_of(self.name, expert):
            return Outcome(tool=self.name, status="nothing_to_read")
        found: list[Diagnostic] = []
        unread: dict[str, str] = {}
        ends = time.monotonic() + timeout_s
        for source in sources:
            ran = _translated(source, subject, ends - time.monotonic())
            if ran.status != "ran":
                return Outcome(tool=self.name, status=ran.status, reason=ran.reason, remedy=REMEDY)
            said = [*diagnostics.parsed(ran.errors, subject)]
            if ran.code:
                unread[source.path] = _why(said)
            found += said
        if len(unread) == len(sources):
            reason = f"gcc could translate none of the files; {sources[0].path}: {unread[sources[0].path]}"
            return Outcome(tool=self.name, status="failed", unread=unread, reason=reason)
        return Outcome(
            tool=self.name,
            status="ran",
            version=(process.version(self.name, subject.root) or "").rstrip(")") or None,
            claims=tuple(diagnostics.claims(self.name, dict.fromkeys(found), expert)),
            read=tuple(one.path for one in sources if one.path not in unread),
            unread=unread,
            seconds=timeout_s - (ends - time.monotonic()),
        )


TOOL = Gcc()


def _translated(source: SourceFile, subject: Subject, timeout_s: float) -> process.Ran:
    program, more = ("gcc", C_ONLY) if source.language == "c" else ("g++", ())
    arguments = [*FLAGS, *more, *_folders(subject), f"./{source.path}"]
    return process.start(program, arguments, folder=subject.root, timeout_s=max(timeout_s, 1))


def _why(said: list[Diagnostic]) -> str:
    """Why a file could not be translated."""
    error = next((one for one in said if one.level == "error"), None)
    return f"line {error.line}: {error.message}" if error is not None else "gcc failed and didn't say why"


def _folders(subject: Subject) -> list[str]:
    """Where the project's own headers lie."""
    folders = {str(PurePosixPath(path).parent) for path in subject.files if PurePosixPath(path).suffix in HEADERS}
    return [f"-I./{folder}" for folder in sorted(folders)[:100]]
