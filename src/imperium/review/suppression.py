"""Comments that say "this is known": `imperium: ignore[sql_injection] until 2027-01-31: checked by hand`.

They stand on the finding's line or on the line before. A reason is needed; types may be left out, which means all;
after its day a suppression no longer counts. What is suppressed is reported as such, never dropped.
"""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

_COMMENT = re.compile(
    r"imperium:\s*ignore(?:\[(?P<types>[\w\s,./*-]*)\])?(?:\s+until\s+(?P<until>\d{4}-\d{2}-\d{2}))?\s*:?\s*(?P<reason>.*)"
)
_ENDS = re.compile(r"\s*(?:\*/|-->|#\}|%\})\s*$")


class Suppression(Struct, frozen=True):
    """One comment: its line, the types or rules it names (none: all), its last day, its reason."""

    line: int
    types: frozenset[str]
    until: date | None
    reason: str

    def covers(self, type: str, rule: str, first: int, last: int, today: date) -> bool:
        if not (first - 1 <= self.line <= last) or not self.reason:
            return False
        if self.until is not None and today > self.until:
            return False
        return not self.types or type in self.types or rule in self.types


def suppressions(text: str) -> list[Suppression]:
    """Those in a file. One without a reason is kept with an empty one, which covers nothing."""
    if "imperium:" not in text:
        return []
    return [
        found
        for number, line in enumerate(text.split("\n"), start=1)
        if (match := _COMMENT.search(line)) and (found := _suppression(number, match))
    ]


def _suppression(line: int, match: re.Match[str]) -> Suppression | None:
    types = frozenset(filter(None, (name.strip() for name in (match["types"] or "").split(","))))
    try:
        until = date.fromisoformat(match["until"]) if match["until"] else None
    except ValueError:
        return None
    return Suppression(line, types, until, _ENDS.sub("", match["reason"]).strip())
