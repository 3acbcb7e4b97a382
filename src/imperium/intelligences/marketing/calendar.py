"""A calendar in days from the start: what has to exist first, when each piece goes out, when to look at the figures."""

from __future__ import annotations

from typing import Any

from imperium.intelligences.asset import Asset

DAYS = 28
PREPARATION = 0.15
"""Share of the time in which pages, pictures and measurement are made ready."""
_FIRST = ("web", "search")
_ACTIONS = {"email": "Send email", "script": "Publish video", "thread": "Publish thread"}


def calendar(assets: list[Asset], days: int, *, pictures: int = 0, video: bool = False) -> list[dict[str, Any]]:
    """Entries ordered by day; `needs` names the entries that must be done before."""
    start = max(1, round(days * PREPARATION))
    made = _preparation(assets, pictures, video)
    posts = [asset for asset in assets if asset.channel not in _FIRST]
    span = max(1, days - start - 1)
    sent = [
        _entry(start + round(i * span / max(1, len(posts))), asset, number, [entry["id"] for entry in made])
        for i, (asset, number) in enumerate(_alternating(posts))
    ]
    looks = [
        {"id": f"review-{day}", "day": day, "action": "Look at the figures and move budget to what works", "needs": []}
        for day in range(start + 7, days, 7)
    ]
    last = {"id": "report", "day": days, "action": "Final figures, and what to keep", "needs": []}
    return sorted([*made, *sent, *looks, last], key=lambda entry: entry["day"])


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


def _preparation(assets: list[Asset], pictures: int, video: bool) -> list[dict[str, Any]]:
    channels = {asset.channel for asset in assets}
    steps = [
        ("pictures", "Make the pictures from the image briefs", bool(pictures)),
        ("video", "Make the video from the video brief", video),
        ("page", "Put the landing page online, with measurement", "web" in channels),
        ("search-ads", "Set up the search ads, start them when the page is online", "search" in channels),
        ("links", "Check the tracking links of every channel", True),
    ]
    return [{"id": i, "day": 0, "action": action, "needs": []} for i, action, needed in steps if needed]


def _alternating(assets: list[Asset]) -> list[tuple[Asset, int]]:
    """Channels in turns, each with the number of its piece, so that no day has everything at once."""
    numbered: dict[str, int] = {}
    rows: list[tuple[int, int, Asset]] = []
    for asset in assets:
        numbered[asset.channel] = numbered.get(asset.channel, 0) + 1
        rows.append((numbered[asset.channel], len(rows), asset))
    return [(asset, number) for number, _, asset in sorted(rows, key=lambda row: row[:2])]


def _entry(day: int, asset: Asset, number: int, needs: list[str]) -> dict[str, Any]:
    return {
        "id": f"{asset.channel}-{number}",
        "day": day,
        "channel": asset.channel,
        "action": f"{_ACTIONS.get(asset.kind, 'Publish post')} {number}",
        "needs": needs,
    }
