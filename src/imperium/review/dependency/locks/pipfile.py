"""Pipenv's lock file."""

from __future__ import annotations

from imperium.review.dependency.lock import Entry, Locked, LockFile, json, keys


def read(path: str, text: str) -> list[Entry]:
    document, lines = json(text), keys(text)
    return [
        Locked("pypi", name, version.removeprefix("=="), path, lines.get(name, 1))
        for section in ("default", "develop")
        for name, entry in sorted(document.get(section, {}).items())
        if isinstance(version := entry.get("version"), str) and version.startswith("==")
    ]


PIPFILE = LockFile(names=("Pipfile.lock",), read=read)
