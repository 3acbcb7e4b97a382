"""The way in: files of C and C++, examined."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from imperium.analysis.native import comments, execution, pattern, syntax
from imperium.analysis.native.flaw import Flaw
from imperium.analysis.native.machine import Machine
from imperium.analysis.native.paths import Search
from imperium.analysis.native.reading import Project, read
from imperium.analysis.program import Fault
from imperium.analysis.source import SourceFile, Span

STEPS = 400_000
"""Nodes that are evaluated for one file; functions beyond that are named as not followed."""

Found = dict[tuple[str, str, Span], Flaw]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, by path and line, and what could not be read or followed to its end."""

    flaws: tuple[Flaw, ...]
    faults: dict[str, tuple[Fault, ...]]


def examine(sources: tuple[SourceFile, ...], paths: Collection[str] | None = None, follows: bool = True) -> Examined:
    """Examine files of one project: those at `paths`, with what the others tell; all without. Unless it `follows`
    paths, only what stands in the text is looked at. Never raises for what the files hold."""
    project = read(sources)
    asked = [path for path in project.units if paths is None or path in paths]
    flaws: Found = {}
    faults = {path: list(project.units[path].faults) for path in asked}
    for path in asked:
        faults[path] += _follow_all(project, path, flaws) if follows else ()
        _search(project, project.units[path], flaws)
    found = sorted(flaws.values(), key=lambda flaw: (flaw.path, flaw.at, flaw.kind))
    return Examined(tuple(found), {path: tuple(listed) for path, listed in faults.items() if listed})


def _search(project: Project, unit: syntax.Unit, flaws: Found) -> None:
    for flaw in (*pattern.search(project, unit), *comments.marked(unit)):
        flaws.setdefault((flaw.kind, flaw.path, flaw.at), flaw)


def _follow_all(project: Project, path: str, flaws: Found) -> list[Fault]:
    """Follow the functions of a file; those that could not be."""
    unit, left, faults = project.units[path], STEPS, list[Fault]()
    for function in unit.functions:
        if function.static and function.name in unit.named:
            continue  # the functions that call it run it too
        if left <= 0:
            faults.append(Fault(function.at, f"`{function.name}` wasn't followed: the file's budget was spent"))
            continue
        left -= _follow(project, path, function, flaws)
    return faults


def _follow(project: Project, path: str, function: syntax.Function, flaws: Found) -> int:
    """Follow a function's paths; the nodes that it took."""
    search = Search()
    before = search.steps
    search.run(lambda: execution.start(Machine(project, search, flaws), function, path))
    return before - max(search.steps, 0)
