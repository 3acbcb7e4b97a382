"""What a diff changes: the lines of the new files that it adds."""

from __future__ import annotations

import re

from imperium.platform.errors import InvalidInput

Ranges = tuple[tuple[int, int], ...]
_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")


def changed_lines(diff: str) -> dict[str, Ranges]:
    """Path → inclusive ranges of added or changed lines, of a unified diff.

    Raises:
        InvalidInput: no hunk in it, or a line that no unified diff has.
    """
    changed: dict[str, list[int]] = {}
    path, line, old, new = "", 0, 0, 0
    for number, text in enumerate(diff.splitlines(), start=1):
        if new > 0 or old > 0:
            if not text.startswith(("+", "-", " ", "\\")) and text:
                raise _malformed(number, text)
            if text.startswith("+"):
                changed.setdefault(path, []).append(line)
            line += not text.startswith(("-", "\\"))
            new -= not text.startswith(("-", "\\"))
            old -= not text.startswith(("+", "\\"))
        elif text.startswith("+++ "):
            path = _path(text[4:])
        elif hunk := _HUNK.match(text):
            line, new = int(hunk[1]), int(hunk[2] or 1)
            old = int(re.match(r"^@@ -\d+(?:,(\d+))?", text)[1] or 1)  # type: ignore[index]
    if not changed and diff.strip():
        raise InvalidInput(
            "The diff adds nothing that could be read.", field="diff", remedy="Send what `git diff BASE` prints."
        )
    return {path: _ranges(lines) for path, lines in changed.items() if path}


def is_changed(first: int, last: int, ranges: Ranges) -> bool:
    """Whether any of the lines first–last is in a range."""
    return any(start <= last and first <= end for start, end in ranges)


def _path(written: str) -> str:
    name = written.split("\t")[0].strip().strip('"')
    return "" if name == "/dev/null" else name.removeprefix("b/")


def _ranges(lines: list[int]) -> Ranges:
    found: list[tuple[int, int]] = []
    for line in lines:
        if found and line == found[-1][1] + 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return tuple(found)


def _malformed(number: int, text: str) -> InvalidInput:
    return InvalidInput(
        f"Line {number} of the diff is not one of a unified diff.",
        field="diff",
        value=text[:100],
        remedy="Send what `git diff BASE` prints.",
    )
