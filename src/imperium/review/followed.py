"""The analysis of a project's files, as far as it isn't known from before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from imperium.analysis.analyse import analyse, together
from imperium.analysis.flow import FileReport, Site
from imperium.analysis.project import Project
from imperium.analysis.room import room
from imperium.review.memory import Memory, closures


class Followed(Struct, frozen=True):
    """A file's report, and the functions that were followed from calls in it."""

    report: FileReport
    called: tuple[Site, ...]


def reports(files: Mapping[str, str], paths: Sequence[str], folder: Path | None) -> list[FileReport]:
    """One report a path, in their order. A file's is remembered as long as neither it nor any other that it may depend
    on has changed."""
    memory = Memory(folder) if folder else None
    keys = closures(files, paths) if memory else {}
    project = Project(files)
    found = []
    with room():
        for path in paths:
            one = _remembered(memory, keys[path]) if memory else None
            if one is None:
                one = _followed(project, path)
                if memory:
                    memory.put(keys[path], msgspec.json.encode(one))
            found.append(one)
    return together([one.report for one in found], {site for one in found for site in one.called})


def _followed(project: Project, path: str) -> Followed:
    project.followed = set()
    report = analyse(project, path)
    return Followed(report, tuple(sorted(project.followed)))


def _remembered(memory: Memory, key: str) -> Followed | None:
    entry = memory.get(key)
    try:
        return None if entry is None else msgspec.json.decode(entry, type=Followed)
    except msgspec.DecodeError:
        return None
