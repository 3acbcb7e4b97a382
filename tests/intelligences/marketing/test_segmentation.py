from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.intelligences.marketing.segmentation.clusters import cluster, kmeans, nearest, silhouette
from imperium.intelligences.marketing.segmentation.job import customers, segment
from imperium.intelligences.marketing.segmentation.purchases import Bought, read
from imperium.intelligences.marketing.sheet import Complaints
from imperium.platform.errors import InvalidInput

amounts = st.decimals(0, 100_000, places=2, allow_nan=False)
days = st.dates(date(2020, 1, 1), date(2026, 1, 1))
bought = st.lists(st.builds(Bought, st.sampled_from("abcdefgh"), days, amounts), min_size=1, max_size=60)


def quiet(fraction: float, message: str) -> None:
    pass


@pytest.mark.parametrize("groups", [2, 3, 4, 5])
def test_as_many_groups_are_found_as_there_are(groups: int):
    random = np.random.default_rng(groups)
    middles = np.array([(6 * i, 6 * (i % 2), -4 * i) for i in range(groups)], dtype=float)
    points = np.concatenate([middle + random.standard_normal((60, 3)) for middle in middles])
    found = cluster(points, 6, random)
    assert len(set(found.labels.tolist())) == groups
    assert found.silhouette > 0.5


def test_a_cloud_without_groups_has_a_low_silhouette():
    points = np.random.default_rng(0).standard_normal((300, 3))
    assert cluster(points, 6, np.random.default_rng(0)).silhouette < 0.4


def test_the_silhouette_is_that_of_the_definition():
    points = np.array([[0.0], [1.0], [10.0], [12.0]])
    labels = np.array([0, 0, 1, 1])
    by_hand = [(11 - 1) / 11, (10 - 1) / 10, (9.5 - 2) / 9.5, (11.5 - 2) / 11.5]
    assert silhouette(points, labels) == pytest.approx(sum(by_hand) / 4)


@given(st.integers(1, 5), st.integers(2, 4))
@settings(deadline=None, max_examples=20)
def test_equal_points_are_no_error(copies: int, k: int):
    points = np.ones((copies * 3, 2))
    assert nearest(points, kmeans(points, k, np.random.default_rng(0))).tolist() == [0] * copies * 3


@given(bought)
def test_no_purchase_is_lost(purchases: list[Bought]):
    people = customers(purchases)
    assert sum(p.frequency for p in people) == len(purchases)
    assert sum((p.monetary for p in people), Decimal(0)) == sum((b.amount for b in purchases), Decimal(0))
    assert min(p.recency for p in people) == 0


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.50", "12.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("12,5", "12.5"),
        ("1,234", "1234"),
        ("$ 12", "12"),
        ("EUR 7.00", "7.00"),
        ("1 234,00 €", "1234.00"),
    ],
)
def test_amounts_are_read_as_they_are_written(text: str, amount: str):
    found = read(f"customer;date;amount\na;2026-01-31;{text}", Complaints())
    assert found == [Bought("a", date(2026, 1, 31), Decimal(amount))]


@pytest.mark.parametrize("day", ["2026-01-31", "2026-01-31T10:00:00Z", "31.1.2026", "31.01.2026"])
def test_days_are_read_as_they_are_written(day: str):
    assert read(f"Customer ID,Order Date,Total\na,{day},1", Complaints())[0].day == date(2026, 1, 31)


def test_lines_that_cannot_be_read_are_named_and_left_out():
    complaints = Complaints()
    wrong = ["b,01/31/2026,5", ",2026-01-31,5", "c,2026-01-31,-5", "d,2026-01-31", ""]
    text = "\n".join(["customer,date,amount", "a,2026-01-31,5", *wrong, "e,2026-02-01,6"])
    assert [b.customer for b in read(text, complaints)] == ["a", "e"]
    assert [c["line"] for c in complaints.shown] == [3, 4, 5, 6]
    assert complaints.count == 4


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str):
    with suppress(InvalidInput):
        assert all(one.customer and one.amount >= 0 for one in read(f"customer,date,amount\n{text}", Complaints()))


def test_a_file_without_the_columns_is_refused_with_what_is_missing():
    with pytest.raises(InvalidInput) as raised:
        segment({"csv": "name,when\nx,y", "seed": 0}, quiet)
    assert "customer and date and amount" in raised.value.detail
    assert "customer_id" in (raised.value.remedy or "")


def test_too_few_customers_are_refused():
    with pytest.raises(InvalidInput, match="at least 30"):
        segment({"csv": "customer,date,amount\na,2026-01-31,5", "seed": 0}, quiet)


def test_groups_are_called_what_they_are():
    times, since = (10, 1, 1), (5, 10, 500)
    rows = [
        f"c{i},{date(2026, 6, 1) - timedelta(days=since[i % 3] + 20 * k)},{20 + i % 7}"
        for i in range(90)
        for k in range(times[i % 3])
    ]
    found = segment({"csv": "\n".join(["customer,date,amount", *rows]), "seed": 1}, quiet)
    names = [group["name"].partition(",")[0] for group in found["segments"]]
    assert names[0] == "Regulars"
    assert {"Regulars", "New customers", "Bought once, a while ago".partition(",")[0]} <= set(names)
    assert sum(group["share_of_revenue"] for group in found["segments"]) == pytest.approx(1, abs=0.01)
