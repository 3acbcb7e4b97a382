"""The A/B plan: which two versions are worth testing, and whether the campaign's traffic can decide between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imperium.intelligences.asset import Asset
from imperium.intelligences.marketing.benchmarks import Published, published
from imperium.intelligences.marketing.channels import email, web
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.experiments import POWER, SIGNIFICANCE, smallest_lift, trial
from imperium.intelligences.marketing.outlook import Outlook

LIFT = 0.2
"""The relative change that a test is planned for: smaller ones seldom pay for the wait."""
FEWEST_DAYS = 14
"""Two whole weeks, so that every weekday counts twice."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What is known about how many people there will be: the campaign's length, subscribers, visitors a month, and what
    the spend may bring by channel."""

    days: int
    subscribers: int | None = None
    visitors: int | None = None
    outlooks: Mapping[str, Outlook] | None = None

    def on_the_page(self) -> int | None:
        clicks = [o.clicks[0] for o in (self.outlooks or {}).values() if o.clicks]
        own = [self.visitors * self.days // 30] if self.visitors else []
        return sum([*clicks, *own]) if clicks or own else None

    def of_the_ad(self) -> int | None:
        shown = (self.outlooks or {}).get("search", Outlook()).impressions
        return shown[0] if shown else None


@dataclass(frozen=True, slots=True)
class Plan:
    """One test: what is compared on which channel, by which rate, from which baseline, with how many people in all."""

    channel: str
    element: str
    a: str
    b: str
    metric: str
    baseline: float
    people: int | None
    asks: str
    at_once: bool = False


def trials(copy: Copywriter, assets: Sequence[Asset], traffic: Traffic) -> list[dict[str, Any]]:
    """A test for each channel that has two versions to compare."""
    first = {asset.channel: asset for asset in reversed(assets)}
    makers = {"email": _letter, "web": _page, "search": _ad}
    plans = (makers[channel](copy, asset, traffic) for channel, asset in first.items() if channel in makers)
    return [_judged(plan, traffic.days) for plan in plans if plan is not None]


def _letter(copy: Copywriter, asset: Asset, traffic: Traffic) -> Plan | None:
    known = published("email", copy.message.industry)
    a, b = asset.parts["subject"], email.alternative_subject(copy, asset.parts["subject"])
    rate = _middle(known, "click_percent")
    metric = "clicks / delivered (openings are inflated by mail privacy protection)"
    return (
        Plan("email", "subject", a, b, metric, rate, traffic.subscribers, "subscribers", at_once=True)
        if a != b
        else None
    )


def _page(copy: Copywriter, asset: Asset, traffic: Traffic) -> Plan | None:
    known = published("search", copy.message.industry)
    others = [line for line in web.headlines(copy) if line != asset.parts["headline"]]
    rate, people = _middle(known, "conversion_percent"), traffic.on_the_page()
    a, result = asset.parts["headline"], copy.message.industry.result[1]
    return (
        Plan("web", "headline", a, others[0], f"{result} / visits", rate, people, "monthly_visitors")
        if others
        else None
    )


def _ad(copy: Copywriter, asset: Asset, traffic: Traffic) -> Plan | None:
    """Descriptions, because the network itself mixes the headlines."""
    descriptions = asset.parts["descriptions"]
    known = published("search", copy.message.industry)
    if len(descriptions) < 2 or not copy.message.points:
        return None
    rate = _middle(known, "ctr_percent")
    a, b = descriptions[:2]
    return Plan("search", "description", a, b, "clicks / impressions", rate, traffic.of_the_ad(), "budget")


def _middle(known: Published | None, column: str) -> float:
    """The middle of a published range, as a rate."""
    figures = getattr(known, column)
    return float(sum(figures)) / 2 / 100


def _judged(plan: Plan, days: int) -> dict[str, Any]:
    """The plan with its sample size, and what the people at hand allow."""
    needed = trial(plan.baseline, LIFT)
    each = None if plan.people is None else plan.people // 2
    return {
        "channel": plan.channel,
        "element": plan.element,
        "a": plan.a,
        "b": plan.b,
        "metric": plan.metric,
        "baseline_percent": round(100 * plan.baseline, 2),
        "lift_percent": round(100 * LIFT),
        "people_per_version": needed.people,
        "people_per_version_expected": each,
        "significance": SIGNIFICANCE,
        "power": POWER,
        "verdict": _verdict(plan, needed.people, each, days),
    }


def _verdict(plan: Plan, needed: int, each: int | None, days: int) -> str:
    if each is None:
        return f"Say how many people there will be (`{plan.asks}`), and this says whether they are enough."
    if each >= needed:
        return _decides(plan, needed, each, days)
    lift = smallest_lift(plan.baseline, each)
    if lift is None:
        return f"Don't test this here: {each:,} people for each version can't show any likely difference."
    return (
        f"{each:,} people for each version show a difference only from {lift:.0%} on, not from {LIFT:.0%}: make the two"
        " versions very different, or leave it."
    )


def _decides(plan: Plan, needed: int, each: int, days: int) -> str:
    if plan.at_once:
        return f"Send each version to {needed:,} people, wait two days, send the better one to the rest."
    wait = max(FEWEST_DAYS, -(-days * needed // each))
    if wait > days:
        return f"Enough people, but weekdays differ: let it run for {FEWEST_DAYS} days, longer than the campaign."
    return f"Decided after about {wait} days, if the traffic comes as expected. Don't stop earlier, whoever leads."
