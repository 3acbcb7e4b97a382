from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.intelligences.brief import parse_brief
from imperium.intelligences.marketing.calendar import calendar, course
from imperium.intelligences.marketing.channel import channels, written
from imperium.intelligences.marketing.industry import industry
from imperium.intelligences.marketing.message import message
from imperium.intelligences.product import from_brief

BOTTLES = message(from_brief(parse_brief("eco-friendly reusable insulated water bottles for hikers")))
ASSETS = written(BOTTLES, dict.fromkeys(channels(), 2), None, 1)


def check(entries: list[dict[str, Any]], days: int) -> None:
    day = {entry["id"]: entry["day"] for entry in entries}
    assert len(day) == len(entries)
    assert all(0 <= entry["day"] <= days for entry in entries)
    assert all(day[need] <= entry["day"] for entry in entries for need in entry["needs"])
    assert [entry["day"] for entry in entries] == sorted(entry["day"] for entry in entries)


@given(st.integers(2, 366), st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 3), st.booleans())
@settings(deadline=None)
def test_everything_comes_after_what_it_needs(days: int, start: date | None, pictures: int, video: bool):
    entries = calendar(ASSETS, days, pictures=pictures, video=video, start=start, industry=industry(["software"]))
    check(entries, days)
    posts = [asset for asset in ASSETS if asset.channel not in ("web", "search")]
    assert sum("-" in entry["id"] and "channel" in entry for entry in entries) == len(posts) + 1  # and the search ads


def test_nothing_goes_out_before_it_is_checked_made_and_measured():
    entries = {entry["id"]: entry for entry in calendar(ASSETS, 28, pictures=3, video=True)}
    assert entries["instagram-1"]["needs"] == ["facts", "measurement", "pictures"]
    assert entries["video-1"]["needs"] == ["facts", "film", "measurement"]
    assert entries["page"]["needs"] == ["facts", "pictures"]
    assert entries["search-ads"]["needs"] == ["measurement"]


def test_businesses_are_not_written_to_at_the_weekend():
    entries = calendar(ASSETS, 60, start=date(2026, 1, 5), industry=industry(["crm"]))
    sent = [entry for entry in entries if entry["id"][-1].isdigit() and "channel" in entry]
    assert sent
    assert all(date.fromisoformat(entry["date"]).weekday() < 5 for entry in sent)


@pytest.mark.parametrize("days", [2, 7, 28, 366])
def test_phases_have_no_gap(days: int):
    phases = course(days)
    assert phases[0]["from_day"] == 0
    assert all(a["to_day"] == b["from_day"] for a, b in pairwise(phases))
    assert phases[-1]["to_day"] >= days
