import pytest

from imperium.intelligences.brief import parse_brief
from imperium.intelligences.marketing.calendar import calendar
from imperium.intelligences.marketing.channel import channels, written
from imperium.intelligences.product import from_brief


@pytest.mark.parametrize("days", [2, 7, 28, 366])
def test_every_post_has_a_day_after_what_it_needs(days: int):
    product = from_brief(parse_brief("eco-friendly reusable water bottles for hikers"))
    assets = written(product, dict.fromkeys(channels(), 2), None, 1)
    entries = calendar(assets, days, pictures=3, video=True)
    day = {entry["id"]: entry["day"] for entry in entries}
    assert len(day) == len(entries)
    assert all(0 <= entry["day"] <= days for entry in entries)
    assert all(day[need] <= entry["day"] for entry in entries for need in entry["needs"])
    posts = [asset for asset in assets if asset.channel not in ("web", "search")]
    assert sum("channel" in entry for entry in entries) == len(posts)
    assert [entry["day"] for entry in entries] == sorted(entry["day"] for entry in entries)
