"""The coverage report: which lines ran. Its kinds are in `reports/`, one a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from imperium.kit.kinds import discover

Lines = dict[int, bool]
"""Line → whether it ran. Lines that hold no code aren't in it."""


@dataclass(frozen=True)
class Report:
    """`names` are patterns of file names. `read` gives the lines of each file as the report calls it; of a text that is
    of another format it may raise what plain reading does."""

    names: tuple[str, ...]
    read: Callable[[str], dict[str, Lines]]


@cache
def reports() -> dict[str, Report]:
    """All formats, by the name of their file."""
    return discover("imperium.review.testing.reports", Report)


def coverage(files: Mapping[str, str], unread: dict[str, str]) -> dict[str, Lines]:
    """The lines of the program's files by all reports among them. A line that any report saw has run. What can't be
    read is noted in `unread`."""
    found: dict[str, Lines] = {}
    for path, text in sorted(files.items()):
        for kind in reports().values():
            if any(PurePosixPath(path).match(pattern) for pattern in kind.names):
                _add(found, _read(kind, path, text, unread), files)
    return found


def _read(kind: Report, path: str, text: str, unread: dict[str, str]) -> dict[str, Lines]:
    try:
        return kind.read(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        unread[path] = f"not a report of coverage: {error}"
        return {}


def _add(found: dict[str, Lines], read: dict[str, Lines], files: Mapping[str, str]) -> None:
    for name, lines in read.items():
        path = _known(name, files)
        if path is not None:
            known = found.setdefault(path, {})
            for line, ran in lines.items():
                known[line] = known.get(line, False) or ran


def _known(name: str, files: Mapping[str, str]) -> str | None:
    """The file that a report means: reports differ in where their paths begin. None where several could be meant."""
    name = name.replace("\\", "/").removeprefix("./")
    if name in files:
        return name
    candidates = [path for path in files if path.endswith(f"/{name}") or name.endswith(f"/{path}")]
    longest = max(map(len, candidates), default=0)
    best = [path for path in candidates if len(path) == longest]
    return best[0] if len(best) == 1 else None
