"""What a spend may bring at published prices: ranges, with the arithmetic in the open, and never a promise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from imperium.intelligences.marketing.benchmarks import PERCENT, Range, published
from imperium.intelligences.marketing.currency import Currency
from imperium.intelligences.marketing.industry import Industry

Counts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Low and high figures; None where nothing has been published to reckon with. `results` are
    what the campaign is for, `leads` forms filled in, `impressions` go with `clicks`."""

    clicks: Counts | None = None
    results: Counts | None = None
    leads: Counts | None = None
    views: Counts | None = None
    impressions: Counts | None = None

    def as_dict(self, industry: Industry) -> dict[str, object]:
        named = {"clicks": self.clicks, industry.result[1]: self.results, "leads": self.leads, "views": self.views}
        return {name: list(counts) for name, counts in named.items() if counts}


def outlook(channel: str, units: int, currency: Currency, industry: Industry) -> Outlook:
    """Spend over price, times rate: the low figure takes the dearest click and the lowest rate, the high the others."""
    known = published(channel, industry)
    if known is None or currency.per_usd is None or not units:
        return Outlook()
    spend = currency.usd(units)
    clicks = _bought(spend, known.cpc_usd)
    return Outlook(
        clicks=_whole(clicks),
        results=_whole(_share(clicks, known.conversion_percent)),
        leads=_whole(_share(clicks, known.lead_percent)),
        views=_whole(_bought(spend, known.cost_per_view_usd)),
        impressions=_whole(_over(clicks, known.ctr_percent)),
    )


def together(outlooks: list[Outlook]) -> Outlook:
    """The sum of what can be reckoned with."""
    names = ("clicks", "results", "leads", "views")
    return Outlook(*(_summed([getattr(o, name) for o in outlooks]) for name in names))


def _bought(spend: Decimal, price: Range | None) -> Range | None:
    return (spend / price[1], spend / price[0]) if price else None


def _share(of: Range | None, percent: Range | None) -> Range | None:
    return (of[0] * percent[0] / PERCENT, of[1] * percent[1] / PERCENT) if of and percent else None


def _over(of: Range | None, percent: Range | None) -> Range | None:
    return (of[0] * PERCENT / percent[1], of[1] * PERCENT / percent[0]) if of and percent else None


def _whole(figures: Range | None) -> Counts | None:
    return (int(figures[0]), int(figures[1])) if figures else None


def _summed(counts: list[Counts | None]) -> Counts | None:
    there = [count for count in counts if count]
    return (sum(c[0] for c in there), sum(c[1] for c in there)) if there else None
