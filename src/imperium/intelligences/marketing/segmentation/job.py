"""RFM segments of a file of purchases, computed in a worker process.

Recency, frequency and monetary value (J. Hughes, "Strategic Database Marketing", 1994) as days since the last purchase,
number of purchases and their sum, each on a logarithmic scale and standardised, then grouped by k-means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from imperium.intelligences.marketing.segmentation.clusters import Clusters, Floats, cluster
from imperium.intelligences.marketing.segmentation.profile import Profile, named
from imperium.intelligences.marketing.segmentation.purchases import Bought, read
from imperium.intelligences.marketing.sheet import Complaints
from imperium.platform.errors import InvalidInput

FEWEST_CUSTOMERS = 30
MOST_GROUPS = 6
WEAK, REASONABLE = 0.25, 0.5
"""Below the first a silhouette shows no structure to speak of, above the second a reasonable one (L. Kaufman,
P. Rousseeuw, "Finding groups in data", 1990)."""


@dataclass(frozen=True, slots=True)
class Customer:
    """`recency` in days before the last day of the file, `frequency` in purchases, `monetary` their sum."""

    recency: int
    frequency: int
    monetary: Decimal


def segment(job: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """Groups with their sizes, shares of revenue and medians; nothing in it names a customer.

    `job` holds `path` of a CSV file, `csv` as text or `purchases` as rows of customer, date and amount; and a `seed`.

    Raises InvalidInput for a file without the columns, or with fewer than 30 customers.
    """
    complaints = Complaints()
    bought = _bought(job, complaints)
    people = customers(bought)
    if len(people) < FEWEST_CUSTOMERS:
        raise InvalidInput(
            f"The file has {len(people)} customers; groups need at least {FEWEST_CUSTOMERS}.",
            field="customers",
            remedy="Give a longer period, or name the segments in `segments`.",
        )
    report(0.3, f"groups {len(people):,} customers")
    found = cluster(_standardised(people), MOST_GROUPS, np.random.default_rng(job["seed"]))
    return {
        "customers": len(people),
        "purchases": len(bought),
        "until": str(max(one.day for one in bought)),
        "silhouette": round(found.silhouette, 3),
        "silhouette_by_groups": {str(k): round(score, 3) for k, score in found.tried.items()},
        "structure": _structure(found.silhouette),
        "segments": _segments(people, found),
        "unread_lines": complaints.count,
        "problems": complaints.shown,
    }


def _bought(job: dict[str, Any], complaints: Complaints) -> list[Bought]:
    if rows := job.get("purchases"):
        return [Bought(who, date.fromisoformat(day), Decimal(amount)) for who, day, amount in rows]
    text = job.get("csv") or _text(Path(job["path"]))
    return read(text, complaints)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(
            "The customer file is not UTF-8 text.", field="customers.artifact", remedy="Export it as CSV in UTF-8."
        ) from None


def customers(bought: list[Bought]) -> list[Customer]:
    """One entry a customer, in order of first appearance."""
    by_customer: dict[str, list[Bought]] = {}
    for one in bought:
        by_customer.setdefault(one.customer.casefold(), []).append(one)
    last = max((one.day for one in bought), default=date.min)
    return [
        Customer((last - max(b.day for b in mine)).days, len(mine), sum((b.amount for b in mine), Decimal(0)))
        for mine in by_customer.values()
    ]


def _standardised(people: list[Customer]) -> Floats:
    raw = np.array([(p.recency, p.frequency, float(p.monetary)) for p in people])
    logs: Floats = np.log1p(raw)
    spread = logs.std(axis=0)
    result: Floats = (logs - logs.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return result


def _structure(silhouette: float) -> str:
    if silhouette < WEAK:
        return "weak: the groups blend into one another, take them as a rough guide"
    return (
        "reasonable: the groups stand apart"
        if silhouette >= REASONABLE
        else "moderate: the groups overlap at the edges"
    )


def _segments(people: list[Customer], found: Clusters) -> list[dict[str, Any]]:
    """The groups, those that bring most first."""
    everyone = Profile.of(people)
    groups = [
        [p for p, label in zip(people, found.labels, strict=True) if label == k] for k in range(max(found.labels) + 1)
    ]
    profiles = sorted((Profile.of(g) for g in groups if g), key=lambda profile: -profile.revenue)
    return [
        {
            "name": name.name,
            "what_to_say": name.what_to_say,
            "size": profile.size,
            "share_of_customers": round(profile.size / everyone.size, 4),
            "share_of_revenue": round(float(profile.revenue / everyone.revenue), 4) if everyone.revenue else 0.0,
            "median_days_since_last": profile.recency,
            "median_purchases": profile.frequency,
            "median_spent": str(profile.spent),
        }
        for profile, name in zip(profiles, named(profiles, everyone), strict=True)
    ]
