"""Days and months are those of the zone, also where the clocks change, and leave no moment out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.quota.period import day, days, local_date, month

ZONES = ["UTC", "Europe/Berlin", "America/Havana", "Asia/Beirut", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia"]


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("moment", "zone", "name", "begins", "hours"),
    [
        ("2026-11-20T12:00", "UTC", "2026-11-20", "2026-11-20T00:00", 24),
        ("2026-11-20T23:30", "Europe/Berlin", "2026-11-21", "2026-11-20T23:00", 24),
        ("2026-03-29T12:00", "Europe/Berlin", "2026-03-29", "2026-03-28T23:00", 23),
        ("2026-10-25T12:00", "Europe/Berlin", "2026-10-25", "2026-10-24T22:00", 25),
        ("2026-03-29T12:00", "Asia/Beirut", "2026-03-29", "2026-03-28T22:00", 23),  # there is no midnight
        ("2026-11-01T12:00", "America/Havana", "2026-11-01", "2026-11-01T04:00", 25),  # midnight comes twice
        ("2011-12-31T00:00", "Pacific/Apia", "2011-12-31", "2011-12-30T10:00", 24),  # the day before was left out
    ],
)
def test_a_day(moment: str, zone: str, name: str, begins: str, hours: int) -> None:
    found = day(at(moment), zone)
    assert (found.name, found.begins, found.ends - found.begins) == (name, at(begins), hours * 3_600)


def test_a_month_ends_where_the_next_begins() -> None:
    found = month(at("2028-02-29T23:59"), "UTC")
    assert (found.name, found.begins, found.ends) == ("2028-02", at("2028-02-01T00:00"), at("2028-03-01T00:00"))
    assert month(at("2026-12-31T23:30"), "Europe/Berlin").name == "2027-01"


@given(st.floats(1.2e9, 4.0e9), st.sampled_from(ZONES))
def test_every_moment_lies_in_its_day_and_month(moment: float, zone: str) -> None:
    today, this_month = day(moment, zone), month(moment, zone)
    assert moment in today
    assert moment in this_month
    assert today.name == datetime.fromtimestamp(moment, ZoneInfo(zone)).date().isoformat()
    assert this_month.begins <= today.begins
    assert today.ends <= this_month.ends
    assert day(today.ends, zone).begins == today.ends
    assert month(this_month.ends, zone).begins == this_month.ends


def test_days_follow_each_other() -> None:
    found = days(date(2026, 3, 28), date(2026, 3, 30), "Europe/Berlin")
    assert [each.name for each in found] == ["2026-03-28", "2026-03-29", "2026-03-30"]
    assert [each.begins for each in found[1:]] == [each.ends for each in found[:-1]]
    assert local_date(found[1].ends - 1, "Europe/Berlin") == date(2026, 3, 29)
