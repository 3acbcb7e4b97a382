"""Modules by name: which file of a project an import means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from imperium.analysis.source import language_of

ROOTS = ("src", "lib", "src/main/java", "app/src/main/java")
"""Folders that imports start from, besides the project's own and those above the importing file."""

INDEXES = ("__init__", "index", "mod")
"""Files that stand for their folder."""


_HEIR = re.compile(r"\b(?:class|record|enum)\s+\w+[^{;]*?\b(?:extends|implements)\b([^{]*)\{")
_WORD = re.compile(r"\w+")


def heirs(files: Mapping[str, str]) -> dict[str, list[str]]:
    """The files of Java by the names that their classes extend or implement, as they are written."""
    found: dict[str, list[str]] = {}
    for path, text in sorted(files.items()):
        for clause in _HEIR.findall(text) if language_of(path) == "java" else ():
            for name in set(_WORD.findall(clause)):
                found.setdefault(name, []).append(path)
    return found


_TEST = re.compile(r"(^|/)(tests?|__tests__|spec)/|(^|/)(test_|conftest\b)|[._-](test|spec)\.\w+$|Tests?\.java$")


def is_test(path: str) -> bool:
    """Whether a file is a test, by its path."""
    return _TEST.search(path) is not None


class Modules:
    """The files of a project by what they are imported as."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._files: dict[str, str] = {}
        self._folders: set[str] = set()
        for path in sorted(paths):
            if language_of(path) is not None:
                self._enter(PurePosixPath(path))

    def _enter(self, path: PurePosixPath) -> None:
        stem = path.with_suffix("")
        if stem.name in INDEXES:
            self._files.setdefault(str(stem.parent), str(path))
        self._files.setdefault(str(stem), str(path))
        self._folders.update(str(folder) for folder in stem.parents)

    def find(self, importer: str, name: str) -> tuple[str, str] | None:
        """The file that a dotted or slashed name starts with, seen from a file, and the dotted rest of the name."""
        head, slash, tail = name.rpartition("/")
        parts = tail.split(".")
        for length in range(len(parts), 0, -1):
            place = head + slash + "/".join(parts[:length])
            for root in self._roots(importer):
                if (path := self._files.get(f"{root}{place}")) is not None:
                    return path, ".".join(parts[length:])
        return None

    def is_folder(self, importer: str, name: str) -> bool:
        """Whether a name is that of a folder with modules in it."""
        place = name.replace(".", "/")
        return any(f"{root}{place}" in self._folders for root in self._roots(importer))

    def _roots(self, importer: str) -> list[str]:
        above = [f"{folder}/" if str(folder) != "." else "" for folder in PurePosixPath(importer).parents]
        return [*above, *(f"{root}/" for root in ROOTS)]


def dotted(path: str) -> str:
    """The full dotted name of a file, by its path."""
    stem = PurePosixPath(path).with_suffix("")
    parts = stem.parts[:-1] if stem.name in INDEXES else stem.parts
    return ".".join(parts)
