from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.marketing.budget import report, split
from imperium.intelligences.marketing.channel import channels

keys = st.lists(st.sampled_from(sorted(channels())), min_size=1, unique=True)


@given(st.integers(0, 10**15), keys)
def test_the_parts_are_the_whole(total: int, chosen: list[str]):
    shares = split(total, chosen)
    assert [share.channel for share in shares] == chosen
    assert sum(share.micro_usd for share in shares) == total
    assert all(share.micro_usd >= 0 for share in shares)


@given(st.integers(10**6, 10**12), keys)
def test_more_money_never_takes_from_a_channel(total: int, chosen: list[str]):
    less, more = split(total, chosen), split(2 * total, chosen)
    assert all(a.micro_usd <= b.micro_usd for a, b in zip(less, more, strict=True))


def test_every_channel_has_a_plan_and_published_prices_name_their_source():
    made = report(25_000_000_000, sorted(channels()))
    assert len(made["split"]) == len(channels())
    search = next(share for share in made["split"] if share["channel"] == "search")
    low, high = search["clicks_at_published_prices"]
    assert 0 < low < high
    assert all("20" in str(row["year"]) and row["source"] for row in made["benchmarks"])


def test_one_channel_gets_all():
    assert split(999, ["email"])[0].micro_usd == 999
    assert split(999, []) == []
