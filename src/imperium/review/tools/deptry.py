"""Deptry: packages that Python code imports without asking for them, and those asked for that nothing imports.

It reads what a project asks for from its manifest, and its own settings from the same file: it is given a copy of the
manifest without them.
"""

from __future__ import annotations

import posixpath
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct
from packaging.utils import canonicalize_name

from imperium.analysis.source import Language
from imperium.kit.shipped import shipped
from imperium.review import codes, process
from imperium.review.claim import Claim, Place
from imperium.review.dependency.lock import Entry, Loose, format_of, read, toml
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

SETTINGS = re.compile(r"^\s*\[+\s*tool\s*\.\s*deptry\b.*?(?=^\s*\[|\Z)", re.MULTILINE | re.DOTALL)
MANIFEST = "pyproject.toml"
DEVELOPMENT = re.compile(r"dev|test|doc|lint|ci")
UNUSED = "DEP002"
SAYS = {
    "DEP001": "nothing asks for its package",
    "DEP003": "its package is only there because another one asks for it",
    "DEP004": "its package is asked for in development alone",
}
EXCLUDED = r"(.*/)?(tests?|docs?|examples?|\.?venv|setup\.py|conftest\.py|noxfile\.py)(/|$)"
"""What runs only where the project is developed may import what it likes."""


@cache
def distributions() -> dict[str, str]:
    """Package → its modules (`a|b`), where they have other names than the package."""
    return shipped("imperium.review.dependency", "distributions.yaml", dict[str, str])


class Problem(Struct, frozen=True):
    code: str
    message: str


class Spot(Struct, frozen=True):
    file: str
    line: int | None = None


class Issue(Struct, frozen=True):
    """One entry of deptry's JSON."""

    error: Problem
    module: str
    location: Spot


class Deptry:
    """Asks deptry about the project in the root, if that has a manifest."""

    name = "deptry"
    experts = ("dependency",)
    languages: tuple[Language, ...] = ("python",)
    needs = "deptry"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        asking = _asking(subject)
        if asking is None or not subject.in_language("python"):
            return Outcome(tool=self.name, status="nothing_to_read")
        with tempfile.TemporaryDirectory() as aside:
            config, answer = Path(aside, MANIFEST), Path(aside, "answer.json")
            config.write_text(_without_settings(subject.files.get(MANIFEST, "")), encoding="utf-8")
            entries = _entries(subject, asking)
            arguments = _arguments(asking, entries, config, answer)
            ran = process.start("deptry", arguments, folder=subject.root, timeout_s=timeout_s)
            written = answer.read_text(encoding="utf-8") if answer.is_file() else ""
        return _outcome(subject, ran, written, _wanted(entries))


TOOL = Deptry()


def _asking(subject: Subject) -> list[str] | None:
    """The requirements files in the root; none is needed where `pyproject.toml` asks. None: nothing asks."""
    found = sorted(
        path for path in subject.files if "/" not in path and path.endswith(".txt") and format_of(path) is not None
    )
    return found if found or _asks(subject.files.get(MANIFEST, "")) else None


def _asks(manifest: str) -> bool:
    try:
        document = toml(manifest)
    except ValueError:
        return False
    project, tool = document.get("project"), document.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    return any(isinstance(holder, dict) and "dependencies" in holder for holder in (project, poetry))


def _without_settings(manifest: str) -> str:
    """The manifest without `[tool.deptry]`; one that still has it, written another way, is not passed on at all."""
    plain = SETTINGS.sub("", manifest)
    try:
        tool = toml(plain).get("tool", {})
    except ValueError:
        return ""
    return "" if isinstance(tool, dict) and "deptry" in tool else plain


def _arguments(asking: list[str], entries: list[Entry], config: Path, answer: Path) -> list[str]:
    development = [path for path in asking if DEVELOPMENT.search(path)]
    running = [path for path in asking if path not in development]
    return [
        *(".", "--no-ansi", "--config", str(config), "--json-output", str(answer), "--exclude", EXCLUDED),
        *("--package-module-name-map", ",".join(_modules(entries)), "--ignore-notebooks"),
        *(("--requirements-files", ",".join(running)) if running else ()),
        *(("--requirements-files-dev", ",".join(development)) if development else ()),
    ]


def _modules(entries: list[Entry]) -> Iterator[str]:
    """`package=module`, the packages as they are written where they are asked for."""
    known = distributions()
    for written in dict.fromkeys([*known, *(entry.name for entry in entries)]):
        if modules := known.get(canonicalize_name(written)):
            yield f"{written}={modules}"


def _entries(subject: Subject, asking: list[str]) -> list[Entry]:
    found: list[Entry] = []
    for path in (MANIFEST, *asking):
        # What can't be read is told by the expert, which reads the same files.
        with suppress(ValueError):
            found += read(path, subject.files.get(path, ""))
    return found


def _wanted(entries: list[Entry]) -> dict[str, Entry]:
    """What is asked for, by its normal name. A file whose entries are all exact is a lock: it names what others bring
    too, so that nothing can be said of what isn't imported."""
    open_files = {entry.path for entry in entries if isinstance(entry, Loose)}
    return {canonicalize_name(entry.name): entry for entry in entries if entry.path in open_files}


def _outcome(subject: Subject, ran: process.Ran, written: str, wanted: dict[str, Entry]) -> Outcome:
    if ran.status != "ran":
        return Outcome(
            tool="deptry", status=ran.status, reason=ran.reason, remedy="pip install deptry", seconds=ran.seconds
        )
    try:
        issues = msgspec.json.decode(written, type=list[Issue])
    except msgspec.DecodeError:
        said = (ran.errors.strip() or ran.output.strip() or "it wrote nothing")[-300:]
        return Outcome(
            tool="deptry", status="failed", reason=f"deptry's answer can't be read: {said}", seconds=ran.seconds
        )
    return Outcome(
        tool="deptry",
        status="ran",
        version=process.version("deptry", subject.root),
        claims=tuple(_claims(subject, issues, wanted)),
        read=tuple(source.path for source in subject.in_language("python")),
        seconds=ran.seconds,
    )


def _claims(subject: Subject, issues: list[Issue], wanted: dict[str, Entry]) -> Iterator[Claim]:
    yield from _unused([wanted[name] for issue in issues if (name := _unused_name(issue)) in wanted])
    told = {part for source in subject.sources for part in PurePosixPath(source.path).with_suffix("").parts}
    apart = [folder for path in subject.files if format_of(path) and (folder := posixpath.dirname(path))]
    locked = _locked(subject)
    for issue in issues:
        path = issue.location.file.removeprefix("./")
        if issue.error.code == UNUSED or issue.module in told or path not in subject.files:
            continue
        line = subject.files[path].split("\n")[(issue.location.line or 1) - 1]
        if not line[:1].isspace() and not any(path.startswith(f"{folder}/") for folder in apart):
            told.add(issue.module)
            yield from _imported(issue, path, issue.module in locked)


def _locked(subject: Subject) -> set[str]:
    """The modules of packages that a lock file holds."""
    found: set[str] = set()
    for path in subject.files:
        if path.endswith(".lock") and "/" not in path and format_of(path):
            with suppress(ValueError):
                found |= {canonicalize_name(entry.name) for entry in read(path, subject.files[path])}
    known = distributions()
    return {module for name in found for module in known.get(name, name.replace("-", "_")).split("|")}


def _unused_name(issue: Issue) -> str:
    return canonicalize_name(issue.module) if issue.error.code == UNUSED else ""


def _imported(issue: Issue, path: str, is_locked: bool) -> Iterator[Claim]:
    """Of an import that isn't guarded by a condition or an exception: those are asked for on purpose, or not at all.

    What deptry calls transitive (DEP003) is what happens to be installed beside it; here the project's lock decides.
    """
    code = issue.error.code
    if code in ("DEP001", "DEP003"):
        code = "DEP003" if is_locked else "DEP001"
    meaning, line = codes.meaning("deptry", code), issue.location.line or 1
    if meaning is not None:
        says = f"`{issue.module}` is imported, but {SAYS[code]}."
        yield _claim(code, meaning, Place(path, line, line), says, f"`{issue.module}`")


def _unused(entries: list[Entry]) -> Iterator[Claim]:
    """One claim a manifest."""
    meaning = codes.meaning("deptry", UNUSED)
    for path in sorted({entry.path for entry in entries}):
        found = [entry for entry in entries if entry.path == path]
        names = ", ".join(f"`{entry.name}`" for entry in found)
        if meaning is not None:
            place = Place(path, found[0].line, found[0].line)
            yield _claim(UNUSED, meaning, place, f"{path} asks for what no module imports: {names}.", names)


def _claim(code: str, meaning: codes.Meaning, place: Place, says: str, names: str) -> Claim:
    return Claim(
        type=meaning.type,
        rule=f"deptry/{code}",
        voter="deptry",
        school="deptry",
        expert="dependency",
        severity=meaning.severity,
        place=place,
        description=says,
        recommendation=meaning.remedy.replace("{names}", names),
        cwe=meaning.cwe,
        strength=0.6,
    )
