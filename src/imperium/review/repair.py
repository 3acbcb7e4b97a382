"""Applying fixes: whole lines replaced, from the last one up, so that the places of earlier ones stay right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import unified_diff

from imperium.review.claim import Edit


def applied(files: dict[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """The files with the edits in them; only those that changed.

    Raises:
        ValueError: two edits overlap, or one lies outside its file.
    """
    by_file: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_file[edit.place.path].append(edit)
    return {path: _applied(files.get(path, ""), own) for path, own in by_file.items()}


def _applied(text: str, edits: list[Edit]) -> str:
    lines = text.splitlines(keepends=True)
    before = len(lines) + 1
    for edit in sorted(edits, key=lambda edit: edit.place, reverse=True):
        first, last = edit.place.first, edit.place.last
        if not 1 <= first <= last < before:
            raise ValueError(f"{edit.place.path}:{first}-{last} overlaps another edit or lies outside the file")
        lines[first - 1 : last] = [edit.text]
        before = first
    return "".join(lines)


def patch(path: str, before: str, after: str) -> str:
    """The change as a unified diff."""
    return "".join(
        unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}")
    )


def suggestion(edits: Iterable[Edit]) -> str | None:
    """The text of a single replacement, as code hosts take it in a suggestion block; None for several or none."""
    only = list(edits)
    return only[0].text if len(only) == 1 else None
