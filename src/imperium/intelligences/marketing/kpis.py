"""What to measure on each channel, with the formula and the published average where there is one."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

_FORMULAS: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "social": (
        ("Engagement rate", "(likes + comments + shares + saves) / reach", None),
        ("Click-through rate", "link clicks / impressions", "ctr_percent"),
        ("Cost per click", "spend / link clicks", "cpc_usd"),
    ),
    "email": (
        ("Open rate", "opens / delivered", "open_percent"),
        ("Click rate", "clicks / delivered", "click_percent"),
        ("Unsubscribe rate", "unsubscribes / delivered", None),
    ),
    "web": (
        ("Conversion rate", "conversions / visits", None),
        ("Bounce rate", "visits of a single page / visits", None),
    ),
    "search": (
        ("Click-through rate", "clicks / impressions", "ctr_percent"),
        ("Cost per click", "spend / clicks", "cpc_usd"),
        ("Conversion rate", "conversions / clicks", "conversion_percent"),
        ("Cost per acquisition", "spend / conversions", None),
    ),
    "video": (
        ("View-through rate", "complete views / starts", None),
        ("Cost per view", "spend / views", None),
    ),
}
_OVERALL = (
    ("Return on ad spend", "revenue from the campaign / spend"),
    ("Customer acquisition cost", "spend / new customers"),
)


@cache
def _benchmarks() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("imperium.intelligences").joinpath("knowledge", "benchmarks.toml").read_text("utf-8"))


def kpis(channels: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The measures for pairs of channel and group; `published` is a range of averages with source and year."""
    found = [
        {"channel": channel, "name": name, "formula": formula, **_published(channel, column)}
        for channel, group in channels
        for name, formula, column in _FORMULAS[group]
    ]
    return [*found, *({"channel": "all", "name": name, "formula": formula} for name, formula in _OVERALL)]


def _published(channel: str, column: str | None) -> dict[str, Any]:
    row = _benchmarks().get(channel, {})
    if column is None or column not in row:
        return {}
    low, high = row[column]
    unit = "USD" if column.endswith("usd") else "percent"
    return {"published": {"low": low, "high": high, "unit": unit, "source": row["source"], "year": row["year"]}}
