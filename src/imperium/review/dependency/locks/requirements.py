"""pip's requirements files."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.review.dependency.lock import Entry, LockFile
from imperium.review.dependency.requirement import requirement


def read(path: str, text: str) -> list[Entry]:
    return [entry for number, line in _logical_lines(text) if (entry := requirement(path, line, number))]


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines joined where one ends with a backslash, without comments and per-requirement options."""
    began, whole = 1, ""
    for number, line in enumerate(text.split("\n"), 1):
        began = began if whole else number
        whole += line.rstrip().removesuffix("\\")
        if line.rstrip().endswith("\\"):
            continue
        wanted = whole.partition(" #")[0].partition(" --")[0].strip()
        whole = ""
        if wanted and not wanted.startswith(("#", "-")):
            yield began, wanted


REQUIREMENTS = LockFile(
    names=("requirements*.txt", "requirements/*.txt", "constraints*.txt", "requirements*.lock"), read=read
)
