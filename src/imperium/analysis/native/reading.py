"""A project's C and C++ read: each file with what its own headers tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from imperium.analysis.native.lowering import Known, Lowering
from imperium.analysis.native.preprocessing import preprocess
from imperium.analysis.native.syntax import Declare, Function, Unit
from imperium.analysis.source import SourceFile

HEADERS = 200
"""Headers that one file may draw in, itself and through others; what a system header holds isn't the project's."""


@dataclass(slots=True)
class Project:
    """Files read together. A name is looked up in its own file first; `assigned` are names that any file may set."""

    units: dict[str, Unit] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    declared: dict[str, Function] = field(default_factory=dict)
    globals: dict[str, Declare] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)
    home: dict[str, str] = field(default_factory=dict)
    """Function that isn't static → path."""


def read(sources: tuple[SourceFile, ...]) -> Project:
    """Read files. Never raises for what they hold: faults are in the units."""
    project = Project()
    headers = _by_name(sources)
    for source in sources:
        unit = Lowering(source, _known(source, headers)).read()
        project.units[source.path] = unit
        _enter(project, unit)
    return project


def _by_name(sources: tuple[SourceFile, ...]) -> dict[str, SourceFile]:
    return {PurePosixPath(source.path).name: source for source in sources}


def _enter(project: Project, unit: Unit) -> None:
    for function in unit.functions:
        if not function.static and function.name not in project.functions:
            project.functions[function.name] = function
            project.home[function.name] = unit.path
    project.declared.update(unit.declared)
    for name, declared in unit.globals.items():
        if not declared.static and (declared.value is not None or name not in project.globals):
            project.globals[name] = declared
    project.assigned |= unit.assigned


def _known(source: SourceFile, headers: dict[str, SourceFile]) -> Known:
    """What the project's own headers tell a file, in the order in which it draws them in."""
    known, seen = Known(), {source.path}
    waiting = _included(source, headers)
    order: list[SourceFile] = []
    while waiting and len(seen) < HEADERS:
        header = waiting.pop(0)
        if header.path not in seen:
            seen.add(header.path)
            order.append(header)
            waiting += _included(header, headers)
    for header in reversed(order):
        Lowering(SourceFile(header.path, header.text, source.language), known).read()
    return known


def _included(source: SourceFile, headers: dict[str, SourceFile]) -> list[SourceFile]:
    names = preprocess(source.text, source.language).includes
    return [headers[name] for include in names if (name := PurePosixPath(include).name) in headers]
