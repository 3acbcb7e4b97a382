"""`package.json`: what a Node project wants."""

from __future__ import annotations

import re

from imperium.review.dependency.lock import Entry, Locked, LockFile, Loose, json, keys

_EXACT = re.compile(r"=?v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)")
_RANGE = re.compile(r"[\^~<>=*xX\d]")


def read(path: str, text: str) -> list[Entry]:
    document, lines = json(text), keys(text)
    found: list[Entry] = []
    for section in ("dependencies", "devDependencies", "optionalDependencies"):
        for name, asked in document.get(section, {}).items():
            found += _entry(name, str(asked).strip(), path, lines.get(name, 1))
    return found


def _entry(name: str, asked: str, path: str, line: int) -> list[Entry]:
    """None for an address, a folder or a tag."""
    if match := _EXACT.fullmatch(asked):
        return [Locked("npm", name, match[1], path, line)]
    return [Loose("npm", name, asked, path, line)] if _RANGE.match(asked) else []


PACKAGE_JSON = LockFile(names=("package.json",), read=read, manifest=True)
