"""Packages without an exact version, where nothing else fixes one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePosixPath

from imperium.review.claim import Claim, Place
from imperium.review.dependency.lock import Loose

VOTER = "locks"
NAMED = 5


def unpinned(loose: Iterable[Loose], locked_folders: frozenset[tuple[str, str]]) -> Iterator[Claim]:
    """One claim a file whose packages are asked for loosely. `locked_folders` are (folder, ecosystem) with a lock file:
    there the lock decides."""
    for path, group in groupby(sorted(loose, key=lambda one: one.path), key=lambda one: one.path):
        found = sorted(group, key=lambda one: one.line)
        if (str(PurePosixPath(path).parent), found[0].ecosystem) not in locked_folders:
            yield _claim(path, found)


def _claim(path: str, found: list[Loose]) -> Claim:
    named = ", ".join(f"{one.name} ({one.asked or 'any version'})" for one in found[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return Claim(
        type="unpinned_dependency",
        rule="locks/unpinned",
        voter=VOTER,
        school=VOTER,
        expert="dependency",
        severity="low",
        place=Place(path, found[0].line, found[0].line),
        description=f"{PurePosixPath(path).name} leaves open which versions are installed: {named}{more}. Advisories "
        "can't be looked up for them, and a build tomorrow may differ from today's.",
        recommendation="Keep a lock file with exact versions beside it (uv, pip-tools, Poetry; npm, pnpm or Yarn).",
        cwe=(1357,),
        strength=0.8,
    )
