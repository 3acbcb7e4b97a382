"""Published averages of each channel, fitted to an industry, as ranges with their source and year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from imperium.intelligences.marketing.figures import figures
from imperium.intelligences.marketing.industry import Industry, Who

Range = tuple[Decimal, Decimal]
PERCENT = Decimal(100)
_SHOPS = "PPC Chief, PPC Benchmarks by Industry 2025, orders of shops"
_OTHERS = "AdBacklog, Google Ads Benchmarks Per Industry 2025"


@dataclass(frozen=True, slots=True)
class Published:
    """What has been published about a channel, low and high, else None. Prices in dollars, rates in percent."""

    label: str
    source: str
    year: int
    cpc_usd: Range | None
    ctr_percent: Range | None
    conversion_percent: Range | None
    lead_percent: Range | None
    cost_per_view_usd: Range | None
    open_percent: Range | None
    click_percent: Range | None
    unsubscribe_percent: Range | None
    view_percent: Range | None


def published(channel: str, industry: Industry | None = None) -> Published | None:
    """The figures of a channel; for search ads those of the industry, where one is given."""
    row = figures("benchmarks").get(channel)
    if row is None:
        return None
    ranges = {name: (Decimal(row[name][0]), Decimal(row[name][1])) if name in row else None for name in _RANGES}
    source = str(row["source"])
    if channel == "search" and industry is not None:
        ranges, source = _of_industry(ranges, source, industry)
    return Published(str(row["label"]), source, int(row["year"]), **ranges)


_RANGES = (
    "cpc_usd",
    "ctr_percent",
    "conversion_percent",
    "lead_percent",
    "cost_per_view_usd",
    "open_percent",
    "click_percent",
    "unsubscribe_percent",
    "view_percent",
)


def _of_industry(
    ranges: dict[str, Range | None], source: str, industry: Industry
) -> tuple[dict[str, Range | None], str]:
    """Prices by industry. Of shops the conversions are orders; of others a rate of their own widens the range, because
    studies count differently."""
    changed = dict(ranges)
    price, conversion = ranges["cpc_usd"], ranges["conversion_percent"]
    if industry.price_ratio and price:
        low, high = (round(figure * industry.price_ratio, 2) for figure in price)
        changed["cpc_usd"], source = (low, high), f"{source}; prices times those of {industry.source}"
    if industry.conversion_percent and conversion:
        own = industry.conversion_percent
        both = own if industry.offer == "goods" else (min(*own, *conversion), max(*own, *conversion))
        changed["conversion_percent"] = both
        source = f"{source}; conversions: {_SHOPS if industry.offer == 'goods' else _OTHERS}"
    return changed, source


@dataclass(frozen=True, slots=True)
class Assumption:
    """How a channel is planned for without any history (`data/planning.toml`): `first` conversions a dollar, worth
    counted in, the share of the budget that brings `half` of what it can, its largest share, and what it is for."""

    first: float
    half: float
    most: float
    use: str


def assumption(channel: str, industry: Industry) -> Assumption:
    """The planning assumption for a channel."""
    row = figures("planning").get(channel) or figures("planning")["x"]
    return Assumption(_first(channel, row, industry), float(row["half"]), float(row["most"]), str(row["use"]))


def _first(channel: str, row: dict[str, dict[Who, float]], industry: Industry) -> float:
    """Conversions a dollar at the published price, times what one is worth. The same prices for every industry: where
    clicks are dear, they are dear everywhere, and a conversion is worth more."""
    if "yield" in row:
        return row["yield"][industry.who]
    known = published(channel)
    assert known is not None
    assert known.cpc_usd is not None
    measured = known.conversion_percent or known.lead_percent
    rate = float(sum(measured) / 2) if measured else float(str(row["conversion_percent"]))
    return row["worth"][industry.who] * rate / 100 / float(sum(known.cpc_usd) / 2)
