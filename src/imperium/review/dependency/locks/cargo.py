"""Cargo's lock file."""

from __future__ import annotations

from imperium.review.dependency.lock import Entry, Locked, LockFile, packages


def read(path: str, text: str) -> list[Entry]:
    """A package without a source is one of the workspace itself."""
    return [
        Locked("crates", table["name"], table["version"], path, line)
        for table, line in packages(text)
        if "source" in table
    ]


CARGO = LockFile(names=("Cargo.lock",), read=read)
