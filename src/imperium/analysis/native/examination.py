"""The way in: files of C and C++, examined."""

from __future__ import annotations

from dataclasses import dataclass

from imperium.analysis.native import comments, execution, pattern, syntax
from imperium.analysis.native.flaw import Flaw
from imperium.analysis.native.machine import Machine
from imperium.analysis.native.paths import Search
from imperium.analysis.native.reading import Project, read
from imperium.analysis.program import Fault
from imperium.analysis.source import SourceFile, Span

STEPS = 2_000_000
"""Nodes that are evaluated for one project; functions beyond it are named as not examined."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, by path and line, and what could not be read or followed to its end."""

    flaws: tuple[Flaw, ...]
    faults: dict[str, tuple[Fault, ...]]


def examine(sources: tuple[SourceFile, ...]) -> Examined:
    """Examine files of one project. Never raises for what they hold."""
    project = read(sources)
    flaws: dict[tuple[str, str, Span], Flaw] = {}
    faults = {path: list(unit.faults) for path, unit in project.units.items()}
    left = STEPS
    for path, unit in project.units.items():
        for function in unit.functions:
            left -= _follow(project, path, function, flaws, left, faults[path])
        for flaw in (*pattern.search(project, unit), *comments.marked(unit)):
            flaws.setdefault((flaw.kind, flaw.path, flaw.at), flaw)
    found = sorted(flaws.values(), key=lambda flaw: (flaw.path, flaw.at, flaw.kind))
    return Examined(tuple(found), {path: tuple(listed) for path, listed in faults.items() if listed})


def _follow(
    project: Project,
    path: str,
    function: syntax.Function,
    flaws: dict[tuple[str, str, Span], Flaw],
    left: int,
    faults: list[Fault],
) -> int:
    """Follow a function's paths, unless those that call it do that already; the nodes that it took."""
    if function.static and _is_called(project, path, function):
        return 0
    if left <= 0:
        faults.append(Fault(function.at, f"`{function.name}` wasn't followed: the budget of the project was spent"))
        return 0
    search = Search()
    before = search.steps

    def path_of() -> None:
        execution.start(Machine(project, search, flaws), function, path)

    search.run(path_of)
    return before - max(search.steps, 0)


def _is_called(project: Project, path: str, function: syntax.Function) -> bool:
    unit = project.units[path]
    return function.name in unit.named
