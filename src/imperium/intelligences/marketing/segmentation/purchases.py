"""Purchases, from a file or from rows: who bought, when, and for how much."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from imperium.intelligences.marketing.sheet import Complaints, column, rows
from imperium.intelligences.strict import Strict

HEADINGS = {
    "customer": ("customer", "customer_id", "email", "user_id", "client", "donor", "donor_id", "id"),
    "date": ("date", "order_date", "purchase_date", "ordered_at", "created_at", "day"),
    "amount": ("amount", "total", "order_total", "revenue", "value", "price", "donation"),
}
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Purchase(Strict):
    customer: Text = Field(validation_alias=AliasChoices(*HEADINGS["customer"]))
    date: date
    amount: Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 12, allow_inf_nan=False)]


class Customers(Strict):
    """Purchases one by one (`purchases`), as CSV text (`csv`), or as a CSV file that is stored here (`artifact`, its
    name)."""

    purchases: list[Purchase] = Field(default_factory=list, max_length=1000)
    csv: Annotated[str, StringConstraints(max_length=10_000)] | None = None
    artifact: Annotated[str, StringConstraints(max_length=80)] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Customers:
        if sum(map(bool, (self.purchases, self.csv, self.artifact))) != 1:
            raise PydanticCustomError("source", "give exactly one of purchases, csv and artifact")
        return self


@dataclass(frozen=True, slots=True)
class Bought:
    """One purchase; the amount is in the currency of the campaign."""

    customer: str
    day: date
    amount: Decimal


def read(text: str, complaints: Complaints) -> list[Bought]:
    """The purchases of a CSV text; lines that can't be read are left out and named.

    Raises InvalidInput where a column is missing.
    """
    names: dict[str, str] | None = None
    found = []
    for line, row in rows(text):
        names = names or column(row, HEADINGS)
        try:
            found.append(_bought(row[names["customer"]], row[names["date"]], row[names["amount"]]))
        except KeyError as missing:
            complaints.add(line, f"no value for {missing.args[0]}")
        except ValueError as problem:
            complaints.add(line, str(problem))
    return found


def _bought(customer: str, day: str, amount: str) -> Bought:
    if not customer:
        raise ValueError("no customer")
    return Bought(customer, _day(day), _amount(amount))


def _day(text: str) -> date:
    """`2026-01-31`, with or without a time, or `31.1.2026`."""
    try:
        if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"{text[:20]!r} is no date like 2026-01-31") from None


def _amount(text: str) -> Decimal:
    """`1,234.50`, `1.234,50`, `$12`, `12,5`: what stands last, with one or two digits after it, is the decimal mark."""
    figures = re.sub(r"[\s$€£¥'’]|[A-Z]{3}", "", text)
    mark = re.search(r"[.,](?=\d{1,2}$)", figures)
    whole = re.sub(r"[.,]", "", figures[: mark.start()] if mark else figures)
    if not re.fullmatch(r"\d{1,12}", whole):
        raise ValueError(f"{text[:20]!r} is no amount; leave refunds out")
    return Decimal(f"{whole}.{figures[mark.end() :]}" if mark else whole)


def given(purchases: Iterable[Purchase]) -> list[Bought]:
    return [Bought(one.customer, one.date, one.amount) for one in purchases]
