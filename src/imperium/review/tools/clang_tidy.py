"""clang-tidy: chosen checks of its own and of clang's static analyser, under settings of ours alone."""

from __future__ import annotations

from pathlib import PurePosixPath

from imperium.analysis.source import Language
from imperium.review import diagnostics, process
from imperium.review.codes import codes_of
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

REMEDY = "Install clang-tidy with the system's packages (apt install clang-tidy)"
HEADERS = (".h", ".hh", ".hpp", ".hxx")


class ClangTidy:
    """Asks clang-tidy about C and C++."""

    name = "clang_tidy"
    experts = ("security", "quality", "performance")
    languages: tuple[Language, ...] = ("c", "cpp")
    needs = "clang-tidy"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        paths = [one.path for one in subject.in_language("c", "cpp") if PurePosixPath(one.path).suffix not in HEADERS]
        checks = codes_of(self.name, expert)
        if not paths or not checks:
            return Outcome(tool=self.name, status="nothing_to_read")
        told, left = "", timeout_s
        for batch in process.batches(paths):
            ran = process.start(
                self.needs,
                _arguments(checks, batch, subject),
                folder=subject.root,
                timeout_s=max(left, 1),
                memory_mb=None,
            )
            left -= ran.seconds
            if ran.status != "ran":
                return Outcome(tool=self.name, status=ran.status, reason=ran.reason, remedy=REMEDY, seconds=ran.seconds)
            if ran.code and not diagnostics.LINE.search(ran.output):
                reason = f"clang-tidy's answer can't be read: {(ran.errors or ran.output).strip()[-300:]}"
                return Outcome(tool=self.name, status="failed", reason=reason, seconds=ran.seconds)
            told += ran.output
        found = [*diagnostics.parsed(told, subject)]
        unread = {one.path: f"line {one.line}: {one.message}" for one in reversed(found) if one.level == "error"}
        return Outcome(
            tool=self.name,
            status="ran",
            version=process.version(self.needs, subject.root),
            claims=tuple(diagnostics.claims(self.name, found, expert)),
            read=tuple(path for path in paths if path not in unread),
            unread=unread,
            seconds=timeout_s - left,
        )


TOOL = ClangTidy()


def _arguments(checks: list[str], paths: list[str], subject: Subject) -> list[str]:
    """The settings are given, so that none of the project are looked for; so are the compiler's flags, behind `--`."""
    folders = {str(PurePosixPath(path).parent) for path in subject.files if PurePosixPath(path).suffix in HEADERS}
    flags = [f"-I./{folder}" for folder in sorted(folders)[:100]]
    return ["--quiet", "--config={}", f"--checks=-*,{','.join(checks)}", *(f"./{path}" for path in paths), "--", *flags]
