"""Currencies: the decimals of each, how amounts are read and written, a dated rate for what is cited in dollars.

Amounts are whole numbers of the currency's smallest unit, so that parts sum exactly to their total.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from imperium.intelligences.marketing.figures import figures
from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Currency:
    """`digits` decimals (ISO 4217: none for JPY, three for KWD); `per_usd` is a reference rate, None where unknown."""

    code: str
    digits: int
    symbol: str = ""
    per_usd: Decimal | None = None

    def units(self, amount: int | float | str | Decimal, field: str = "budget") -> int:
        """The amount in smallest units.

        Raises InvalidInput for more decimals than the currency has.
        """
        exact = Decimal(str(amount)).scaleb(self.digits)
        if exact != exact.to_integral_value():
            raise InvalidInput(
                f"{field}: {amount} has more decimals than {self.code} knows.",
                field=field,
                value=str(amount),
                remedy=f"{self.code} has {self.digits or 'no'} decimals: {self.number(int(exact))}, for example.",
            )
        return int(exact)

    def amount(self, units: int) -> Decimal:
        return Decimal(units).scaleb(-self.digits)

    def number(self, units: int) -> str:
        """`25,000.00`: the plain figure."""
        return f"{self.amount(units):,.{self.digits}f}"

    def shown(self, units: int) -> str:
        """`$25,000`, `€1,250.50`, `KWD 4.250`: without decimals where they are all zero."""
        whole = units % 10**self.digits == 0
        figure = f"{int(self.amount(units)):,}" if whole else self.number(units)
        return f"{self.symbol}{figure}" if self.symbol else f"{self.code} {figure}"

    def usd(self, units: int) -> Decimal:
        """The amount in dollars at the reference rate; only where there is one."""
        assert self.per_usd is not None
        return self.amount(units) / self.per_usd

    def from_usd(self, dollars: Decimal) -> int:
        """Dollars in smallest units of this currency, rounded to the nearest."""
        assert self.per_usd is not None
        return round((dollars * self.per_usd).scaleb(self.digits))


USD = "USD"


@cache
def _known() -> dict[str, dict[str, str | int]]:
    return {code: row for code, row in figures("currencies").items() if code != "source"}


def currency(code: str, per_usd: Decimal | None = None) -> Currency:
    """The currency of a code; `per_usd` replaces the reference rate.

    Raises InvalidInput for a code that isn't one.
    """
    row = _known().get(code)
    if row is None:
        raise InvalidInput(
            f"currency: {code!r} is no currency known here.",
            field="currency",
            value=code,
            remedy=did_you_mean(code, _known()),
        )
    rate = Decimal(str(row["per_usd"])) if "per_usd" in row else None
    return Currency(code, int(row.get("digits", 2)), str(row.get("symbol", "")), per_usd or rate)


def rates_source() -> str:
    """Where the reference rates are from, with their day."""
    return str(figures("currencies")["source"]["rates"])
