"""A calendar with dependencies: what must exist before a piece goes out, when each goes, when figures are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from imperium.intelligences.asset import Asset
from imperium.intelligences.marketing.industry import Industry

DAYS = 28
PREPARATION = 0.15
"""Share of the time in which pages, pictures and measurement are made ready."""
_SET_UP = ("web", "search")
_ACTIONS = {"email": "Send email", "script": "Publish video", "thread": "Publish thread"}
_PICTURED = frozenset(("instagram", "facebook", "linkedin", "x"))
_FILMED = frozenset(("video", "tiktok"))
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do on a day, counted from the start; `needs` are the entries that must be done before."""

    id: str
    day: int
    action: str
    needs: tuple[str, ...] = ()
    channel: str = ""

    def as_dict(self, start: date | None) -> dict[str, Any]:
        when = {"date": str(start + timedelta(days=self.day))} if start else {}
        where = {"channel": self.channel} if self.channel else {}
        return {"id": self.id, "day": self.day, **when, **where, "action": self.action, "needs": list(self.needs)}


def calendar(
    assets: Sequence[Asset],
    days: int,
    *,
    pictures: int = 0,
    video: bool = False,
    start: date | None = None,
    industry: Industry | None = None,
) -> list[dict[str, Any]]:
    """Entries ordered by day, each after everything it needs; dates where a start was given, and then neither letters
    nor posts to businesses at the weekend, as far as the days allow."""
    begin = max(1, round(days * PREPARATION))
    made = _preparation({asset.channel for asset in assets}, begin, pictures, video)
    ids = {entry.id for entry in made}
    posts = [asset for asset in assets if asset.channel not in _SET_UP]
    span = max(1, days - begin - 1)
    sent = [
        _piece(asset, number, _weekday(begin + round(i * span / max(1, len(posts))), days, start, asset, industry), ids)
        for i, (asset, number) in enumerate(_alternating(posts))
    ]
    entries = [*made, *sent, *_reviews(begin, days, [entry.id for entry in sent])]
    return [entry.as_dict(start) for entry in sorted(entries, key=lambda entry: entry.day)]


def course(days: int) -> list[dict[str, Any]]:
    """The phases of a campaign of so many days, without a gap."""
    start = max(1, round(days * PREPARATION))
    middle = max(start + 1, round(days * 0.4))
    late = max(middle + 1, round(days * 0.85))
    phases = [
        ("Prepare", 0, start, "Page, pictures and tracking links are made ready; nothing is posted yet."),
        ("Begin", start, middle, "The first pieces go out on every channel, one at a time."),
        ("Keep on", middle, late, "What got answers is continued, money moves to where it works."),
        ("Close", late, max(days, late), "Last pieces, final figures, and a note of what to keep."),
    ]
    return [{"phase": name, "from_day": a, "to_day": b, "what": what} for name, a, b, what in phases]


def _preparation(channels: set[str], begin: int, pictures: int, video: bool) -> list[Entry]:
    """What is made before the first piece, in the order in which one thing needs another."""
    third = max(0, begin // 3)
    steps = [
        Entry("facts", 0, "Check every claim in the copy against the facts, and release it"),
        *([Entry("pictures", third, "Make the pictures from the image briefs", ("facts",))] if pictures else []),
        *([Entry("film", third, "Make the video from the video brief", ("facts",))] if video else []),
    ]
    there = {step.id for step in steps}
    if "web" in channels:
        needs = tuple(n for n in ("facts", "pictures") if n in there)
        steps.append(Entry("page", min(2 * third, begin), "Put the landing page online", needs, "web"))
    steps.append(
        Entry(
            "measurement",
            min(2 * third, begin),
            "Count a test visit and a test conversion through every tracking link",
            ("page",) if "web" in channels else ("facts",),
        )
    )
    if "search" in channels:
        steps.append(Entry("search-ads", begin, "Start the search ads", ("measurement",), "search"))
    return steps


def _piece(asset: Asset, number: int, day: int, made: set[str]) -> Entry:
    wanted = {"measurement", "facts"}
    wanted |= {"pictures"} if asset.channel in _PICTURED else {"film"} if asset.channel in _FILMED else set()
    action = f"{_ACTIONS.get(asset.kind, 'Publish post')} {number}"
    return Entry(f"{asset.channel}-{number}", day, action, tuple(sorted(wanted & made)), asset.channel)


def _reviews(begin: int, days: int, sent: Sequence[str]) -> Iterable[Entry]:
    """Once a week the figures are read; money moves when they are clear. At the end there is a report."""
    looks = range(begin + 7, days, 7)
    for day in looks:
        yield Entry(f"review-{day}", day, "Read the figures; move money to what has the lowest cost per result")
    needs = (*sent, *(f"review-{day}" for day in looks))
    yield Entry("report", days, "Final figures beside the targets, and what to keep", needs)


def _weekday(day: int, days: int, start: date | None, asset: Asset, industry: Industry | None) -> int:
    """The day, or the Monday after a weekend for letters and for everything that goes to businesses."""
    if start is None or (asset.channel != "email" and (industry is None or industry.who != "business")):
        return day
    late = (start + timedelta(days=day)).weekday() - SATURDAY
    return min(day + 2 - late, days) if late >= 0 else day


def _alternating(assets: Sequence[Asset]) -> list[tuple[Asset, int]]:
    """Channels in turns, each with the number of its piece, so that no day has everything at once."""
    numbered: dict[str, int] = {}
    rows: list[tuple[int, int, Asset]] = []
    for asset in assets:
        numbered[asset.channel] = numbered.get(asset.channel, 0) + 1
        rows.append((numbered[asset.channel], len(rows), asset))
    return [(asset, number) for number, _, asset in sorted(rows, key=lambda row: row[:2])]
