"""npm's lock file: `packages` by folder (versions 2 and 3), `dependencies` by name (version 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imperium.review.dependency.lock import Entry, Locked, LockFile, json, keys

FOLDER = "node_modules/"


def read(path: str, text: str) -> list[Entry]:
    document, lines = json(text), keys(text)
    folders = document.get("packages")
    entries = _by_name(document.get("dependencies", {})) if folders is None else _by_folder(folders)
    return [
        Locked("npm", name, entry["version"], path, lines.get(key, 1), _licence(entry))
        for key, name, entry in entries
        if isinstance(entry.get("version"), str) and not entry.get("link")
    ]


def _by_folder(packages: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for folder, entry in packages.items():
        if FOLDER in folder:
            yield folder, entry.get("name") or folder.rpartition(FOLDER)[2], entry


def _by_name(dependencies: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    waiting = list(dependencies.items())
    while waiting:
        name, entry = waiting.pop()
        yield name, name, entry
        waiting.extend(entry.get("dependencies", {}).items())


def _licence(entry: dict[str, Any]) -> str:
    licence = entry.get("license")
    return licence if isinstance(licence, str) else ""


PACKAGE_LOCK = LockFile(names=("package-lock.json", "npm-shrinkwrap.json"), read=read)
