from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.product_content.derivation import derivations, derived
from imperium.intelligences.product_content.quantity import quantities, quantity, units


@pytest.mark.parametrize(
    ("written", "spoken", "before_noun", "amount"),
    [
        ("40 h", "40 hours", "40-hour", "2400"),
        ("1.7 L", "1.7 litres", "1.7-litre", "1700"),
        ("640 g", "640 g", "640 g", "640"),
        ("1,200 ml", "1,200 ml", "1,200 ml", "1200"),
        ("30%", "30%", "30%", "30"),
        ("1 year", "1 year", "1-year", "365"),
        ('27"', "27 inches", "27-inch", "685.8"),
        ("10 ATM", "10 ATM", "10 ATM", "100"),
    ],
)
def test_a_quantity_is_read_and_said(written: str, spoken: str, before_noun: str, amount: str):
    found = quantity(written)
    assert found is not None
    assert (found.spoken, found.before_noun, found.amount) == (spoken, before_noun, Decimal(amount))


@pytest.mark.parametrize("text", ["", "38", "m", "A4", "1.2.3 kg", "40 hoursmith", "3/4 l"])
def test_what_is_no_quantity_is_none(text: str):
    assert quantity(text) is None


def test_quantities_inside_a_text():
    assert [q.spoken for q in quantities("a 40-hour battery in 1.4 kg, 30 x 20 cm")] == ["40 hours", "1.4 kg", "20 cm"]


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from(sorted(units())))
def test_whatever_is_said_is_read_again(number: Decimal, unit: str):
    found = quantity(f"{number} {unit}")
    assert found is not None
    again = quantity(found.spoken)
    assert again is not None
    assert again.amount == found.amount


@pytest.mark.parametrize(
    ("written", "slot", "said"),
    [
        ("1.2 l", "cups", "four"),
        ("40 h", "workdays", "five"),
        ("950 g", "lighter_than", "a litre of water"),
        ("2700 K", "light", "warm white"),
        ("4000 K", "light", "neutral white"),
        ("99.9%", "downtime", "8 hours 46 minutes"),
    ],
)
def test_what_follows_from_a_quantity(written: str, slot: str, said: str):
    assert derived(quantity(written))[slot].said == said


@pytest.mark.parametrize("written", ["200 ml", "3 h", "1.2 kg", "100%", "85%", "100 g"])
def test_where_nothing_follows_nothing_is_said(written: str):
    assert derived(quantity(written)) == {}


def test_every_derivation_says_how():
    assert set(derivations()) == {"cups", "workdays", "lighter_than", "light", "downtime"}
    for written in ("1.2 l", "40 h", "950 g", "2700 K", "99.9%"):
        assert all(found.how for found in derived(quantity(written)).values())
