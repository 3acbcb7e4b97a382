"""What to measure on each channel: formula, target as a range, and where the target is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from imperium.intelligences.marketing.benchmarks import Published, Range, published
from imperium.intelligences.marketing.currency import USD, Currency, currency
from imperium.intelligences.marketing.industry import Industry
from imperium.intelligences.marketing.outlook import Counts, Outlook

_FIRST_WEEKS = "Nothing comparable is published: take the median of your own first two weeks."
_FROM_SEARCH = "Of search ads alone, at published averages: a range, not a promise. Of the others no rate is published."
_FORMULAS: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "social": (
        ("Engagement rate", "(likes + comments + shares + saves) / reach", None),
        ("Click-through rate", "link clicks / impressions", "ctr_percent"),
        ("Cost per click", "spend / link clicks", "cpc_usd"),
    ),
    "email": (
        ("Click rate", "clicks / delivered", "click_percent"),
        ("Open rate", "opens / delivered (inflated by mail privacy protection)", "open_percent"),
        ("Unsubscribe rate", "unsubscribes / delivered (lower is better)", "unsubscribe_percent"),
    ),
    "web": (("Conversion rate", "conversions / visits", None),),
    "search": (
        ("Click-through rate", "clicks / impressions", "ctr_percent"),
        ("Cost per click", "spend / clicks", "cpc_usd"),
        ("Conversion rate", "conversions / clicks", "conversion_percent"),
    ),
    "video": (
        ("View rate", "views / impressions", "view_percent"),
        ("Cost per view", "spend / views", "cost_per_view_usd"),
    ),
}


@dataclass(frozen=True, slots=True)
class Money:
    """What the campaign spends, in smallest units, what it may bring by channel, and what one result is worth."""

    currency: Currency
    spent: Mapping[str, int]
    outlooks: Mapping[str, Outlook]
    worth: int | None = None


def kpis(channels: Sequence[tuple[str, str]], industry: Industry, money: Money | None = None) -> list[dict[str, Any]]:
    """The measures for pairs of channel and group, then those of the whole campaign."""
    rates = [
        {"channel": channel, "name": name, "formula": formula, **_target(published(channel, industry), column, money)}
        for channel, group in channels
        for name, formula, column in _FORMULAS[group]
    ]
    costs = [row for channel, _ in channels for row in (_costs(channel, industry, money) if money else ())]
    return [*rates, *costs, *_whole(industry, money)]


def _target(known: Published | None, column: str | None, money: Money | None) -> dict[str, Any]:
    figures: Range | None = getattr(known, column) if known and column else None
    if known is None or column is None or figures is None:
        return {"target": None, "basis": _FIRST_WEEKS}
    basis = f"{known.source} ({known.year})"
    if not column.endswith("usd"):
        return {"target": _between(*figures, "percent"), "basis": basis}
    unit = money.currency if money and money.currency.per_usd else currency(USD)
    low, high = (unit.amount(unit.from_usd(figure)) for figure in figures)
    return {"target": _between(low, high, unit.code), "basis": basis}


def _between(low: Decimal | float, high: Decimal | float, unit: str) -> dict[str, Any]:
    return {"low": float(low), "high": float(high), "unit": unit}


def _costs(channel: str, industry: Industry, money: Money) -> list[dict[str, Any]]:
    """What a result or a lead may cost on a channel: its spend over the range of them."""
    found, spent = money.outlooks.get(channel, Outlook()), money.spent.get(channel, 0)
    kinds = ((industry.result, found.results), (("lead", "leads"), found.leads))
    return [_cost(channel, words, counts, spent, money) for words, counts in kinds if counts and counts[0] and spent]


def _cost(channel: str, words: tuple[str, str], counts: Counts, spent: int, money: Money) -> dict[str, Any]:
    low, high = (money.currency.amount(spent // count) for count in reversed(counts))
    return {
        "channel": channel,
        "name": f"Cost per {words[0]}",
        "formula": f"spend / {words[1]}",
        "target": _between(low, high, money.currency.code),
        "basis": f"Planned spend over the {words[1]} expected at published averages.",
    }


def _whole(industry: Industry, money: Money | None) -> list[dict[str, Any]]:
    one, many = industry.result
    results = _together(money)
    target = {"low": results[0], "high": results[1], "unit": many} if results else None
    rows = [
        {
            "channel": "all",
            "name": many.capitalize(),
            "formula": f"{many} with a tracking link of this campaign",
            "target": target,
            "basis": _FROM_SEARCH if target else _FIRST_WEEKS,
        }
    ]
    return [*rows, *_break_even(one, many, money)]


def _break_even(one: str, many: str, money: Money | None) -> list[dict[str, Any]]:
    """How many results pay for the campaign, at what one is worth."""
    if money is None or not money.worth:
        return []
    spent = sum(money.spent.values())
    needed = -(-spent // money.worth)
    return [
        {
            "channel": "all",
            "name": "Break-even",
            "formula": f"{many} needed = spend / what one {one} is worth",
            "target": {"low": needed, "high": needed, "unit": many},
            "basis": f"At {money.currency.shown(money.worth)} for each {one}, before the cost of what is delivered.",
        }
    ]


def warning(industry: Industry, money: Money | None) -> str | None:
    """What a person should know before spending: that more results are needed than are likely. Else None."""
    expected = _together(money)
    if money is None or not money.worth or expected is None:
        return None
    needed, many = -(-sum(money.spent.values()) // money.worth), industry.result[1]
    if needed <= expected[1]:
        return None
    return (
        f"The campaign pays for itself from {needed:,} {many} on; search ads alone bring {expected[0]:,} to"
        f" {expected[1]:,} at published averages. The other channels have to bring the rest, or the budget is too"
        " large."
    )


def _together(money: Money | None) -> Counts | None:
    found = [outlook.results for outlook in money.outlooks.values() if outlook.results] if money else []
    return (sum(low for low, _ in found), sum(high for _, high in found)) if found else None


def shown(target: dict[str, Any] | None) -> str:
    """`6.11–6.66 %`, `$2.56–3.19`, `109–145 orders`: a target as a person reads it."""
    if target is None:
        return "–"
    low, high, unit = target["low"], target["high"], target["unit"]
    if unit == "percent":
        return f"{_range(low, high, '.2f')} %"
    if isinstance(low, int):
        return f"{_range(low, high, ',')} {unit}"
    money = currency(unit)
    return f"{money.symbol or f'{unit} '}{_range(low, high, f',.{money.digits}f')}"


def _range(low: float, high: float, form: str) -> str:
    return f"{low:{form}}" if low == high else f"{low:{form}}–{high:{form}}"
