from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.marketing.currency import currency
from imperium.platform.errors import InvalidInput


@pytest.mark.parametrize(
    ("code", "amount", "units", "shown"),
    [
        ("USD", 25000, 2_500_000, "$25,000"),
        ("USD", "0.05", 5, "$0.05"),
        ("EUR", 1250.5, 125_050, "€1,250.50"),
        ("JPY", 1_000_000, 1_000_000, "¥1,000,000"),
        ("KWD", "4.25", 4_250, "KWD 4.250"),
    ],
)
def test_amounts_are_whole_smallest_units(code: str, amount: object, units: int, shown: str):
    money = currency(code)
    assert money.units(amount) == units  # type: ignore[arg-type]
    assert money.shown(units) == shown


@pytest.mark.parametrize(("code", "amount"), [("JPY", "0.5"), ("USD", "1.005"), ("KWD", "1.0005")])
def test_what_the_currency_cannot_pay_is_refused(code: str, amount: str):
    with pytest.raises(InvalidInput, match="decimals"):
        currency(code).units(amount)


def test_an_unknown_currency_is_refused_with_the_nearest():
    with pytest.raises(InvalidInput) as raised:
        currency("UDS")
    assert raised.value.remedy == "Did you mean 'UZS'?"


@given(st.sampled_from(["USD", "EUR", "JPY", "BHD"]), st.integers(0, 10**15))
def test_units_survive_being_an_amount(code: str, units: int):
    money = currency(code)
    assert money.units(money.amount(units)) == units


def test_a_given_rate_replaces_the_reference():
    assert currency("KWD", Decimal("0.31")).usd(31_000) == Decimal(100)
