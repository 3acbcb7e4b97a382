"""The lock files of Poetry, uv and PDM, which write one table a package."""

from __future__ import annotations

from imperium.review.dependency.lock import Entry, Locked, LockFile, packages


def read(path: str, text: str) -> list[Entry]:
    return [
        Locked("pypi", table["name"], table["version"], path, line)
        for table, line in packages(text)
        if not _is_ours(table.get("source"))
    ]


def _is_ours(source: object) -> bool:
    """The project itself, and folders beside it."""
    return isinstance(source, dict) and bool(source.keys() & {"virtual", "editable", "directory"})


POETRY = LockFile(names=("poetry.lock", "uv.lock", "pdm.lock"), read=read)
