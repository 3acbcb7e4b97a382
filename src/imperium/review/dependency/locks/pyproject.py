"""`pyproject.toml`: what a Python project wants (PEP 621)."""

from __future__ import annotations

from imperium.review.dependency.lock import Entry, LockFile, toml
from imperium.review.dependency.requirement import requirement


def read(path: str, text: str) -> list[Entry]:
    project = toml(text).get("project", {})
    wanted = project.get("dependencies", []) if isinstance(project, dict) else []
    found = (requirement(path, one, _line(text, one)) for one in wanted if isinstance(one, str))
    return [entry for entry in found if entry]


def _line(text: str, wanted: str) -> int:
    return text.count("\n", 0, max(text.find(wanted), 0)) + 1


PYPROJECT = LockFile(names=("pyproject.toml",), read=read, manifest=True)
