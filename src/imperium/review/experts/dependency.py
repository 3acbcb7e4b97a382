"""The dependency expert: what a program stands on, and how its own modules stand on each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from imperium.analysis.source import SUFFIXES, SourceFile
from imperium.review import codes, toolbox
from imperium.review.advisories.repository import AdvisoryRepository
from imperium.review.claim import Claim
from imperium.review.dependency.graph import ImportGraph, import_graph
from imperium.review.dependency.licences import clashing
from imperium.review.dependency.lock import Locked, Loose, format_of, read
from imperium.review.dependency.modules import cyclic
from imperium.review.dependency.packages import undeclared
from imperium.review.dependency.unpinned import unpinned
from imperium.review.dependency.vulnerable import vulnerable
from imperium.review.expert import Examination
from imperium.review.project import APART
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

MOST_IMPORTED = 10


@dataclass
class _Packages:
    """What lock files and manifests name. `fixed` are (folder, ecosystem) where a lock file decides.

    A Python project that is a library asks loosely in `pyproject.toml`, and should.
    """

    locked: list[Locked] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    fixed: set[tuple[str, str]] = field(default_factory=set)
    files: list[str] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)


OWN = frozenset(
    {
        *("vulnerable_dependency", "malicious_dependency", "unpinned_dependency", "licence_conflict"),
        *("import_cycle", "missing_dependency", "unused_dependency", "transitive_dependency"),
    }
)
"""Types of what our own analysis claims; tools have theirs in `codes/`."""


class Dependency:
    name = "dependency"
    languages = tuple(dict.fromkeys(SUFFIXES.values()))
    asks = "Look at what the program depends on: packages that are vulnerable, missing, unused, and modules in a knot."

    @property
    def types(self) -> frozenset[str]:
        return OWN | codes.types_of(self.name)

    def examine(self, subject: Subject, earlier: tuple[Claim, ...] = ()) -> Examination:
        tools = toolbox.begin(subject, self.name)
        packages = _packages(subject)
        sources = tuple(source for source in subject.sources if not APART.search(source.path))
        graph = import_graph(sources)
        outcomes = [_own(sources, packages, graph, subject), _advisories(subject, packages)]
        outcomes += tools()
        claims = tuple(toolbox.quoted(toolbox.claims(outcomes), subject))
        return Examination(
            expert=self.name,
            claims=claims,
            outcomes=tuple(outcomes),
            metrics=_metrics(packages, graph),
            summary=f"{len(packages.locked)} locked packages in {len(packages.files)} files, "
            f"{sum(map(len, graph.edges.values()))} imports between {len(graph.edges)} modules.",
        )


EXPERT = Dependency()


def _packages(subject: Subject) -> _Packages:
    found = _Packages()
    for path, text in sorted(subject.files.items()):
        kind = format_of(path)
        if kind is None or "node_modules/" in path:
            continue
        try:
            entries = read(path, text)
        except ValueError as error:
            found.unread[path] = str(error)
            continue
        found.files.append(path)
        loose = [entry for entry in entries if isinstance(entry, Loose)]
        found.locked += [entry for entry in entries if isinstance(entry, Locked)]
        found.loose += [entry for entry in loose if not kind.manifest or entry.ecosystem == "npm"]
        if not kind.manifest and not loose:
            found.fixed |= {(str(PurePosixPath(path).parent), entry.ecosystem) for entry in entries}
    return found


def _own(sources: tuple[SourceFile, ...], packages: _Packages, graph: ImportGraph, subject: Subject) -> Outcome:
    return Outcome(
        tool="imperium",
        status="ran" if sources or packages.files else "nothing_to_read",
        claims=tuple(_claims(sources, packages, graph, subject)),
        read=(*packages.files, *(source.path for source in sources)),
        unread=packages.unread,
    )


def _claims(
    sources: tuple[SourceFile, ...], packages: _Packages, graph: ImportGraph, subject: Subject
) -> Iterator[Claim]:
    yield from cyclic(graph, {source.path: source for source in sources})
    yield from unpinned(packages.loose, frozenset(packages.fixed))
    yield from clashing(packages.locked, subject.files)
    yield from undeclared(graph, subject.files)


def _advisories(subject: Subject, packages: _Packages) -> Outcome:
    if not packages.locked:
        return Outcome(tool="advisories", status="nothing_to_read")
    if subject.advisories is None or not subject.advisories.is_file():
        return Outcome(
            tool="advisories",
            status="absent",
            reason="there is no database of known vulnerabilities",
            remedy="imperium advisories update",
        )
    with AdvisoryRepository(subject.advisories) as advisories:
        claims = tuple(vulnerable(packages.locked, advisories))
        return Outcome(
            tool="advisories",
            status="ran",
            version=advisories.taken_at(),
            claims=claims,
            read=tuple(sorted({package.path for package in packages.locked})),
        )


def _metrics(packages: _Packages, graph: ImportGraph) -> dict[str, object]:
    return {
        "locked_packages": len(packages.locked),
        "loose_packages": len(packages.loose),
        "modules": len(graph.edges),
        "imports": sum(map(len, graph.edges.values())),
        "most_imported": dict(list(graph.fan_in.items())[:MOST_IMPORTED]),
    }
