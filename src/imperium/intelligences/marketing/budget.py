"""A budget, shared between channels in whole micro-dollars so that the parts sum exactly to the total.

Each channel's effect is concave in what is spent on it, e(x) = w·x / (x + h), so the next dollar always does best where
the marginal effect w·h / (x + h)² is largest: greedy steps give the optimum (A. Federgruen, H. Groenevelt, "The greedy
procedure for resource allocation problems", Operations Research 34, 1986). Weights are planning assumptions, kept in
`knowledge/spending.toml`; the published averages in `knowledge/benchmarks.toml` only say what a spend has brought
others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from imperium.kit.money import MICRO, format_usd

STEPS = 400


_METHOD = (
    "Greedy on marginal return over concave response curves, with a cap per channel. The curves are planning"
    " assumptions, to be replaced by your own figures as soon as there are some."
)


@dataclass(frozen=True, slots=True)
class Share:
    """What one channel gets, in micro-USD, and what for."""

    channel: str
    micro_usd: int
    use: str


@cache
def _data(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("imperium.intelligences").joinpath("knowledge", f"{name}.toml").read_text("utf-8"))


def split(total_micro_usd: int, channels: Sequence[str]) -> list[Share]:
    """One share a channel, in the order given; the shares sum to the total. No channels, no shares."""
    if not channels:
        return []
    plans = [_data("spending")[channel] for channel in channels]
    steps = _greedy(plans)
    amounts = [total_micro_usd * taken // STEPS for taken in steps]
    best = max(range(len(steps)), key=steps.__getitem__)
    amounts[best] += total_micro_usd - sum(amounts)
    return [Share(c, amount, plan["use"]) for c, amount, plan in zip(channels, amounts, plans, strict=True)]


def _greedy(plans: Sequence[dict[str, Any]]) -> list[int]:
    """How many of the steps each channel takes; a channel at its cap takes more only when all are."""
    taken = [0] * len(plans)
    for _ in range(STEPS):
        free = [i for i, plan in enumerate(plans) if taken[i] < plan["most"] * STEPS] or list(range(len(plans)))
        taken[max(free, key=lambda i: _marginal(plans[i], taken[i] / STEPS))] += 1
    return taken


def _marginal(plan: dict[str, Any], share: float) -> float:
    weight, half = float(plan["weight"]), float(plan["half"])
    return weight * half / (share + half) ** 2


def report(total_micro_usd: int, channels: Sequence[str]) -> dict[str, Any]:
    """The split as data: total, shares with what they are for, and what such spends have brought others."""
    shares = split(total_micro_usd, channels)
    return {
        "total_usd": _dollars(total_micro_usd),
        "total_micro_usd": total_micro_usd,
        "split": [
            {
                "channel": share.channel,
                "micro_usd": share.micro_usd,
                "usd": _dollars(share.micro_usd),
                "percent": round(100 * share.micro_usd / total_micro_usd, 1) if total_micro_usd else 0.0,
                "for": share.use,
                **_published(share),
            }
            for share in shares
        ],
        "method": _METHOD,
        "benchmarks": [
            {"channel": name, "label": row["label"], "source": row["source"], "year": row["year"]}
            for name, row in _data("benchmarks").items()
            if name in channels
        ],
    }


def _published(share: Share) -> dict[str, Any]:
    """Clicks that the spend would buy at published prices, as a range."""
    row = _data("benchmarks").get(share.channel, {})
    if "cpc_usd" not in row or not share.micro_usd:
        return {}
    spend = Decimal(share.micro_usd) / MICRO
    cheap, dear = (Decimal(price) for price in row["cpc_usd"])
    return {
        "clicks_at_published_prices": [int(spend / dear), int(spend / cheap)],
        "note": f"At {format_usd(int(cheap * MICRO))} to {format_usd(int(dear * MICRO))} a click, the published"
        f" averages up to {row['year']}. Not a promise.",
    }


def _dollars(micro_usd: int) -> int | float:
    return micro_usd // MICRO if micro_usd % MICRO == 0 else micro_usd / MICRO
