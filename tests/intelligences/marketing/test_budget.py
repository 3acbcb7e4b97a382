import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.marketing.budget import RESERVE, Limit, split
from imperium.intelligences.marketing.channel import channels
from imperium.intelligences.marketing.currency import currency
from imperium.intelligences.marketing.figures import figures
from imperium.intelligences.marketing.industry import Industry, industries, industry
from imperium.intelligences.marketing.spending import spending
from imperium.platform.errors import InvalidInput

keys = st.lists(st.sampled_from(sorted(channels())), min_size=1, unique=True)
kinds = st.sampled_from(sorted(industries().values(), key=lambda i: i.key))
SHOES = industry(["running shoes"])


@given(st.integers(0, 10**15), keys, kinds)
def test_the_parts_are_the_whole(total: int, chosen: list[str], kind: Industry):
    shares = split(total, chosen, kind)
    assert [share.channel for share in shares] == chosen
    assert sum(share.units for share in shares) == total
    assert all(share.units >= 0 for share in shares)


@given(st.sampled_from(["USD", "JPY", "KWD"]), st.integers(0, 10**9), keys)
def test_the_parts_are_the_whole_in_every_currency(code: str, units: int, chosen: list[str]):
    plan = spending(units, chosen, SHOES, currency(code), days=28).as_dict()
    money = currency(code)
    assert sum(share["units"] for share in plan["split"]) == units
    assert sum(money.units(str(share["amount"])) for share in plan["split"]) == units


@given(st.integers(10**5, 10**12), keys)
def test_twice_the_money_takes_from_no_channel(total: int, chosen: list[str]):
    less, more = split(total, chosen, SHOES), split(2 * total, chosen, SHOES)
    assert all(b.units >= a.units * 0.95 for a, b in zip(less, more, strict=True))


@given(st.integers(1_000, 10**9), st.integers(0, 40), st.integers(45, 100))
def test_what_a_person_demands_holds(total: int, least_percent: int, most_percent: int):
    limits = {"x": Limit(total * least_percent // 100), "search": Limit(0, total * most_percent // 100)}
    shares = {s.channel: s.units for s in split(total, ["x", "search", "web"], SHOES, limits)}
    assert shares["x"] >= limits["x"].least
    assert shares["search"] <= total * most_percent // 100
    assert sum(shares.values()) == total


def test_what_no_channel_may_take_is_kept_back():
    shares = split(1_000_00, ["email"], SHOES, {"email": Limit(0, 400_00)})
    assert [(s.channel, s.units) for s in shares] == [("email", 400_00), (RESERVE, 600_00)]


def test_demands_above_the_budget_are_refused():
    with pytest.raises(InvalidInput, match="more than the budget"):
        split(1_000, ["email", "web"], SHOES, {"email": Limit(600), "web": Limit(600)})


def test_one_channel_gets_all():
    assert split(999, ["email"], SHOES)[0].units == 999


def test_who_is_sold_to_decides_where_the_money_goes():
    chosen = ["linkedin", "facebook", "search", "web"]
    business = {s.channel: s.units for s in split(10**6, chosen, industry(["project management software"]))}
    people = {s.channel: s.units for s in split(10**6, chosen, SHOES)}
    assert business["linkedin"] > 2 * people["linkedin"]
    assert people["facebook"] > business["facebook"]


def test_every_channel_has_a_plan_and_every_published_figure_a_dated_source():
    plan = spending(25_000_00, sorted(channels()), SHOES, currency("USD"), days=28).as_dict()
    assert len(plan["split"]) == len(channels())
    assert all(row["source"] and 2019 <= row["year"] <= 2026 for row in figures("benchmarks").values())
    search = next(share for share in plan["split"] if share["channel"] == "search")
    low, high = search["expected"]["clicks"]
    assert 0 < low < high
    assert set(search["expected"]) == {"clicks", "orders"}


def test_clicks_are_spend_over_price():
    plan = spending(1_000_00, ["search"], industry(["charity"]), currency("USD"), days=28)
    assert plan.outlooks["search"].clicks == (190, 236)  # 1,000 dollars at 5.26 and at 4.22


def test_prices_in_dollars_are_turned_into_the_currency_or_nothing_is_said():
    euros = spending(1_000_00, ["search"], SHOES, currency("EUR"), days=28)
    dollars = spending(1_000_00, ["search"], SHOES, currency("USD"), days=28)
    assert euros.outlooks["search"].clicks > dollars.outlooks["search"].clicks  # type: ignore[operator]
    assert any("European Central Bank" in note for note in euros.notes)
    unknown = spending(1_000_000, ["search"], SHOES, currency("KWD"), days=28)
    assert unknown.outlooks["search"].clicks is None
    assert any("exchange_rate" in note for note in unknown.notes)
