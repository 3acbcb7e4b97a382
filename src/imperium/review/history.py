"""What changed in a repository since a commit, read without running anything that its configuration names."""

from __future__ import annotations

import hashlib
from difflib import SequenceMatcher
from pathlib import Path

from imperium.platform.errors import InvalidInput
from imperium.review.changes import Ranges
from imperium.review.process import Ran, start

TIMEOUT_S = 60.0


def changed_since(folder: Path, base: str, files: dict[str, str]) -> dict[str, Ranges]:
    """Path → inclusive ranges of lines that are new or different since the commit `base`.

    Objects are read by their names (`ls-tree`, `cat-file`), so that no filter, hook or diff program is started.

    Raises:
        InvalidInput: the folder is no git repository, or there is no such commit.
    """
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    if commit.status != "ran" or commit.code:
        raise InvalidInput(
            f"There is no commit {base[:100]!r} in {folder}.",
            field="base",
            value=base[:100],
            remedy="Name a commit or branch of that repository; in CI fetch it first.",
        )
    known = _objects(folder, commit.output.strip())
    changed: dict[str, Ranges] = {}
    for path, text in files.items():
        before = known.get(path)
        if before == _object(text):
            continue
        ranges = _ranges(_blob(folder, before) if before else "", text)
        if ranges:
            changed[path] = ranges
    return changed


def _git(folder: Path, *arguments: str) -> Ran:
    return start("git", ["-c", "core.fsmonitor=false", *arguments], folder=folder, timeout_s=TIMEOUT_S)


def _objects(folder: Path, commit: str) -> dict[str, str]:
    """Path → name of the blob, below the folder."""
    listed = _git(folder, "ls-tree", "-r", "-z", commit, ".")
    entries = (entry.split("\t", 1) for entry in listed.output.split("\0") if "\t" in entry)
    return {path: meta.split()[2] for meta, path in entries}


def _object(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def _blob(folder: Path, name: str) -> str:
    return _git(folder, "cat-file", "blob", name).output


def _ranges(before: str, after: str) -> Ranges:
    """Lines of `after` that `before` hasn't, as inclusive ranges."""
    old, new = before.splitlines(), after.splitlines()
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple((first + 1, last) for kind, _, _, first, last in changes if kind in ("insert", "replace"))
