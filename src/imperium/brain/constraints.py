"""What a plan has to keep to: money, time, and what may be used at once."""

from __future__ import annotations

import re

from msgspec import Struct

from imperium.platform.capability import Resources
from imperium.platform.errors import InvalidInput

SECOND = 1.0
UNITS = {
    "s": SECOND,
    "sec": SECOND,
    "second": SECOND,
    "m": 60.0,
    "min": 60.0,
    "minute": 60.0,
    "h": 3_600.0,
    "hr": 3_600.0,
    "hour": 3_600.0,
    "d": 86_400.0,
    "day": 86_400.0,
    "w": 604_800.0,
    "wk": 604_800.0,
    "week": 604_800.0,
    "month": 30 * 86_400.0,
    "quarter": 91 * 86_400.0,
    "year": 365 * 86_400.0,
}
LONGEST_S = 10 * UNITS["year"]
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?|an?|one)\s*([a-z]+?)s?(?=$|[\s,\d])\s*(?:,|and)?\s*", re.IGNORECASE)
_ISO = re.compile(
    r"P(?:(?P<week>\d{1,4})W)?(?:(?P<day>\d{1,5})D)?"
    r"(?:T(?:(?P<hour>\d{1,6})H)?(?:(?P<minute>\d{1,6})M)?(?:(?P<second>\d{1,9}(?:\.\d{1,6})?)S)?)?"
)


class Constraints(Struct, frozen=True):
    """None: no bound. `confidence` is the chance (0–1) with which the deadline has to be met; without one it has to be
    met even when every task takes its pessimistic time."""

    budget_micro_usd: int | None = None
    deadline_s: float | None = None
    cpu: float | None = None
    memory_mb: int | None = None
    gpu: int | None = None
    confidence: float | None = None

    def within(self, here: Resources) -> Resources:
        """What may be used at once: as much as is allowed and as is here."""
        return Resources(
            cpu=here.cpu if self.cpu is None else min(self.cpu, here.cpu),
            memory_mb=here.memory_mb if self.memory_mb is None else min(self.memory_mb, here.memory_mb),
            gpu=here.gpu if self.gpu is None else min(self.gpu, here.gpu),
        )


def parse_timeline(text: str) -> float:
    """Seconds of `30 days`, `2 weeks`, `1 hour 30 minutes`, `90s`, `a month` or ISO 8601's `PT2H`.

    Raises InvalidInput naming the field `constraints.timeline`, the value and the forms that are understood.
    """
    cleaned = text.strip()
    seconds = _iso(cleaned) if cleaned[:1] in "Pp" else _words(cleaned)
    if seconds is None or not 0 < seconds <= LONGEST_S:
        raise InvalidInput(
            f"constraints.timeline: {text[:80]!r} is no length of time between a moment and ten years.",
            field="constraints.timeline",
            value=text[:80],
            remedy="Write it like '30 days', '2 weeks', '1 hour 30 minutes', '90s' or 'PT2H'.",
        )
    return seconds


def _words(text: str) -> float | None:
    total, position = 0.0, 0
    while position < len(text):
        part = _PART.match(text, position)
        unit = UNITS.get(part[2].lower()) if part else None
        if part is None or unit is None:
            return None
        total += (float(part[1]) if part[1][0].isdigit() else 1.0) * unit
        position = part.end()
    return total or None


def _iso(text: str) -> float | None:
    match = _ISO.fullmatch(text.upper())
    if match is None:
        return None
    return sum(float(amount) * UNITS[unit] for unit, amount in match.groupdict().items() if amount)
