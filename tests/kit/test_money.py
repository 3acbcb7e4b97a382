from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.kit.money import format_usd, usd_to_micro


@pytest.mark.parametrize(
    ("micro_usd", "shown"),
    [
        (0, "$0.00"),
        (17, "$0.000017"),
        (4_200, "$0.0042"),
        (52_000, "$0.052"),
        (50_000, "$0.05"),
        (1_250_000, "$1.25"),
        (25_000_000_000, "$25,000.00"),
        (-30_000, "-$0.03"),
    ],
)
def test_an_amount_shows_what_it_needs(micro_usd: int, shown: str) -> None:
    assert format_usd(micro_usd) == shown


@given(st.integers(0, 999_999))
def test_below_a_dollar_nothing_is_rounded_away(micro_usd: int) -> None:
    assert usd_to_micro(format_usd(micro_usd).removeprefix("$")) == micro_usd


@given(st.decimals(0, 1_000_000, places=9))
def test_dollars_are_never_counted_too_low(amount: Decimal) -> None:
    assert Decimal(usd_to_micro(amount)) / 1_000_000 >= amount
    assert Decimal(usd_to_micro(amount) - 1) / 1_000_000 < amount
