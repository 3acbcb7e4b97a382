"""GCC: its warnings, those of its static analyser among them. It translates to assembler that is thrown away; nothing
is assembled, linked or run, and headers come from the copy and the system only."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath

from imperium.analysis.source import Language, SourceFile
from imperium.review import diagnostics, process
from imperium.review.codes import codes_of
from imperium.review.diagnostics import Diagnostic
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

REMEDY = "Install gcc with the system's packages (apt install gcc g++)"
AT_ONCE = min(4, os.cpu_count() or 1)
HEADERS = (".h", ".hh", ".hpp", ".hxx")
FLAGS = (
    *("-S", "-o", "/dev/null", "-O1", "-Wall", "-Wextra", "-Wformat=2", "-Wnull-dereference"),
    *("-fdiagnostics-color=never", "-fno-diagnostics-show-caret", "-fdiagnostics-path-format=none"),
)
C_ONLY = ("-fanalyzer", "-Wno-analyzer-malloc-leak", "-Wno-analyzer-file-leak")
"""The analyser knows C; what it says of leaks is wrong more often than right."""


class Gcc:
    """Asks gcc about C, g++ about C++, a few files at a time."""

    name = "gcc"
    experts = ("security", "quality")
    languages: tuple[Language, ...] = ("c", "cpp")
    needs = "gcc"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        sources = [one for one in subject.in_language("c", "cpp") if PurePosixPath(one.path).suffix not in HEADERS]
        if not sources or not codes_of(self.name, expert):
            return Outcome(tool=self.name, status="nothing_to_read")
        began = time.monotonic()
        ends = began + timeout_s
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            runs = list(pool.map(lambda one: _translated(one, subject, ends), sources))
        told = {source.path: _read(ran, subject) for source, ran in zip(sources, runs, strict=True)}
        unread = {path: answer for path, answer in told.items() if isinstance(answer, str)}
        found = [one for answer in told.values() if not isinstance(answer, str) for one in answer]
        if len(unread) == len(sources):
            return _failed(sources[0], runs[0], unread)
        return Outcome(
            tool=self.name,
            status="ran",
            version=(process.version(self.name, subject.root) or "").rstrip(")") or None,
            claims=tuple(diagnostics.claims(self.name, dict.fromkeys(found), expert)),
            read=tuple(one.path for one in sources if one.path not in unread),
            unread=unread,
            seconds=time.monotonic() - began,
        )


TOOL = Gcc()


def _translated(source: SourceFile, subject: Subject, ends: float) -> process.Ran:
    left = ends - time.monotonic()
    if left <= 0:
        return process.Ran(status="timed_out", reason="the time for gcc was over before it came to this file")
    program, more = ("gcc", C_ONLY) if source.language == "c" else ("g++", ())
    arguments = [*FLAGS, *more, *_folders(subject), f"./{source.path}"]
    return process.start(program, arguments, folder=subject.root, timeout_s=left)


def _read(ran: process.Ran, subject: Subject) -> list[Diagnostic] | str:
    """What gcc said of a file, or why it said nothing."""
    if ran.status != "ran":
        return ran.reason
    said = [*diagnostics.parsed(ran.errors, subject)]
    if not ran.code:
        return said
    error = next((one for one in said if one.level == "error"), None)
    return f"line {error.line}: {error.message}" if error is not None else "gcc failed and didn't say why"


def _failed(first: SourceFile, ran: process.Ran, unread: dict[str, str]) -> Outcome:
    """Nothing was read at all."""
    if ran.status != "ran":
        return Outcome(tool="gcc", status=ran.status, unread=unread, reason=ran.reason, remedy=REMEDY)
    reason = f"gcc could translate none of the files; {first.path}: {unread[first.path]}"
    return Outcome(tool="gcc", status="failed", unread=unread, reason=reason)


def _folders(subject: Subject) -> list[str]:
    """Where the project's own headers lie."""
    folders = {str(PurePosixPath(path).parent) for path in subject.files if PurePosixPath(path).suffix in HEADERS}
    return [f"-I./{folder}" for folder in sorted(folders)[:100]]
