"""Days and months of a time zone, as spans of seconds since the epoch."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

PeriodKind = Literal["day", "month"]


class Period(Struct, frozen=True):
    """From `begins` (included) to `ends` (excluded). `name` is 2026-11-20 for a day, 2026-11 for a month."""

    kind: PeriodKind
    name: str
    time_zone: str
    begins: float
    ends: float

    def __contains__(self, at: float) -> bool:
        return self.begins <= at < self.ends


def day(at: float, time_zone: str) -> Period:
    """The calendar day of a moment; 23 or 25 hours long when the clocks change."""
    return _day(local_date(at, time_zone), time_zone)


def month(at: float, time_zone: str) -> Period:
    """The calendar month of a moment."""
    return _month(local_date(at, time_zone).replace(day=1), time_zone)


def days(first: date, last: date, time_zone: str) -> list[Period]:
    """The days from `first` to `last`, both included."""
    return [_day(first + timedelta(n), time_zone) for n in range((last - first).days + 1)]


def local_date(at: float, time_zone: str) -> date:
    return datetime.fromtimestamp(at, ZoneInfo(time_zone)).date()


@lru_cache(maxsize=1_024)
def _day(today: date, time_zone: str) -> Period:
    following = today + timedelta(days=1)
    return Period("day", today.isoformat(), time_zone, _midnight(today, time_zone), _midnight(following, time_zone))


@lru_cache(maxsize=1_024)
def _month(first: date, time_zone: str) -> Period:
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(
        "month", first.isoformat()[:7], time_zone, _midnight(first, time_zone), _midnight(following, time_zone)
    )


def _midnight(today: date, time_zone: str) -> float:
    """When a day begins. A midnight that the clocks jump over is the moment of the jump (PEP 495, fold 0), one that
    comes twice is the first."""
    return datetime(today.year, today.month, today.day, tzinfo=ZoneInfo(time_zone)).timestamp()
