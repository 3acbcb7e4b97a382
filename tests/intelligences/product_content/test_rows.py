import csv
import io
import string

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.product_content.rows import MOST_ROWS, Row, rows
from imperium.platform.errors import InvalidInput, TooLarge

TABLE = """Title;Product type;features;Price;weight;Dishwasher safe;EAN
Ferro kettle;Kettles;keep-warm function | auto shut-off;"1.299,50 €";950 g;yes;4006381333931
;Kettles;;12;;;
Aluna cup;Cups;;cheap;;;
Mirado bowl;Bowls;;$24;;no;
"""


def only(found: list[Row]) -> Row:
    (one,) = found
    return one


def test_a_table_as_shops_export_it():
    first, nameless, priceless, last = rows(TABLE, "csv")
    assert first.details is not None
    assert first.details.name == "Ferro kettle"
    assert first.details.category == "Kettles"
    assert first.details.features == ["keep-warm function", "auto shut-off"]
    assert (first.details.price, first.details.currency) == (1299.5, "EUR")
    assert first.details.attributes == {"weight": "950 g", "Dishwasher safe": "yes"}
    assert first.details.gtin == "4006381333931"
    assert last.details is not None
    assert (last.details.price, last.details.currency) == (24, "USD")
    assert nameless.error is not None
    assert nameless.error.field == "rows.2.name"
    assert priceless.error is not None
    assert priceless.error.field == "rows.3.price"
    assert "cheap" in priceless.error.detail


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("1299", 1299, "USD"),
        ("$1,299.00", 1299, "USD"),
        ("18,90 €", 18.9, "EUR"),
        ("CHF 1'045.50", 1045.5, "CHF"),
        ("£7", 7, "GBP"),
        ("1.299", 1299, "USD"),
        ("0.5", 0.5, "USD"),
    ],
)
def test_prices(written: str, amount: float, currency: str):
    details = only(rows(orjson.dumps([{"name": "Cup", "price": written}]).decode(), "json")).details
    assert details is not None
    assert (details.price, details.currency) == (amount, currency)


def test_json_in_its_three_forms():
    one = {"name": "Cup", "capacity": "300 ml", "colours": ["black", "sand"], "vegan": True}
    for text, kind in (
        (orjson.dumps([one]), "json"),
        (orjson.dumps({"products": [one]}), "json"),
        (orjson.dumps(one) + b"\n\n", "ndjson"),
    ):
        details = only(rows(text.decode(), kind)).details  # type: ignore[arg-type]
        assert details is not None
        assert details.attributes == {"capacity": "300 ml", "colours": "black and sand", "vegan": "yes"}


def test_a_bad_line_is_the_error_of_its_row_alone():
    good, bad, worse = rows('{"name": "Cup"}\n{"name": \n[1]', "ndjson")
    assert good.details is not None
    assert (bad.number, worse.number) == (2, 3)
    assert bad.error is not None
    assert worse.error is not None


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", "csv", "no column 'name'"),
        ("colour,weight\nred,1 kg", "csv", "no column 'name'"),
        ("name\n", "csv", "no rows"),
        ("{", "json", "not JSON"),
        ('{"name": "Cup"}', "json", "no list"),
        ("[]", "json", "no rows"),
    ],
)
def test_a_file_that_is_none(text: str, kind: str, words: str):
    with pytest.raises(InvalidInput, match=words) as refused:
        rows(text, kind)  # type: ignore[arg-type]
    assert refused.value.remedy or refused.value.extra


def test_more_rows_than_a_catalogue_has():
    assert len(rows("name\n" + "Cup\n" * MOST_ROWS, "csv")) == MOST_ROWS
    with pytest.raises(TooLarge):
        rows("name\n" + "Cup\n" * (MOST_ROWS + 1), "csv")


def test_more_cells_than_columns_are_an_error_of_the_row():
    first, second = rows("name,weight\nCup,1 kg,red\nBowl,2 kg", "csv")
    assert first.error is not None
    assert "more cells" in first.error.detail
    assert second.details is not None


cells = st.text(string.ascii_letters + string.digits + " ,;|\"'\n=<>&äß€", max_size=30)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8))
def test_any_table_gives_a_row_a_line(table: list[tuple[str, str]]):
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("name", "note"), *((f"x{name}", note) for name, note in table)])
    found = rows(written.getvalue(), "csv")
    assert [row.number for row in found] == list(range(1, len(table) + 1))
    assert all((row.details is None) != (row.error is None) for row in found)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str):
    for kind in ("csv", "json", "ndjson"):
        try:
            rows(text, kind)  # type: ignore[arg-type]
        except InvalidInput:
            continue
