"""A budget split by a media-mix model, where it foretells better than last year's figures do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from imperium.intelligences.marketing.allocation import round_step
from imperium.intelligences.marketing.budget import RESERVE, Limit, Share, shared
from imperium.intelligences.marketing.currency import Currency
from imperium.intelligences.marketing.curve import Hill

SHIFT = 0.5
"""How far a share may move from what it was, since the model knows nothing of spends it hasn't seen."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """The mean of several accounts' curves; as concave as they are."""

    curves: tuple[Hill, ...]

    def value(self, spend: float) -> float:
        return sum(curve.value(spend) for curve in self.curves) / len(self.curves)

    def gain(self, spend: int) -> float:
        return sum(curve.gain(spend) for curve in self.curves) / len(self.curves)


@dataclass(frozen=True, slots=True)
class Modelled:
    """A model's findings about the channels of a campaign, over so many weeks of it. Curves are in smallest units."""

    names: tuple[str, ...]
    curves: tuple[tuple[Hill, ...], ...]
    usual: tuple[float, ...]

    def split(self, total: int, limits: Mapping[str, Limit]) -> list[Share]:
        """The best split within half more and half less of each channel's share until now."""
        step = round_step(total)
        before = sum(self.usual)
        shares = [usual / before for usual in self.usual]
        bounds = [Limit(int(total * s * (1 - SHIFT)), int(total * s * (1 + SHIFT)) + step) for s in shares]
        mixtures = [Mixture(tuple(curve.in_steps(step) for curve in curves)) for curves in self.curves]
        return shared(total, self.names, mixtures, limits, bounds)

    def before(self, total: int) -> list[Share]:
        """The same total in the shares until now."""
        whole = sum(self.usual)
        return [Share(name, int(total * usual / whole)) for name, usual in zip(self.names, self.usual, strict=True)]

    def brings(self, shares: Sequence[Share]) -> tuple[float, float]:
        """What a split brings: 5 % and 95 % of the accounts."""
        spent = {share.channel: share.units for share in shares if share.channel != RESERVE}
        accounts = [
            sum(curve.value(spent[name]) for name, curve in zip(self.names, account, strict=True))
            for account in zip(*self.curves, strict=True)
        ]
        cuts = quantiles(accounts, n=20, method="inclusive")
        return cuts[0], cuts[-1]


def is_trusted(model: Mapping[str, Any]) -> bool:
    """Whether the model foretold unseen weeks better than the same weeks of the year before."""
    test = model["test"]
    error = test["model_wmape"]
    return error is not None and bool(error < test["seasonal_naive_wmape"])


def modelled(
    model: Mapping[str, Any], channels: Mapping[str, str], weeks: float, currency: Currency
) -> Modelled | None:
    """What the model says about the channels of a campaign (key to the history's name); None where it found no effect
    of any of them."""
    unit = 10**currency.digits
    known = {row["channel"]: row for row in model["channels"]}
    rows = {key: known[name] for key, name in channels.items() if _has_effect(known.get(name))}
    if not rows:
        return None
    return Modelled(
        tuple(rows),
        tuple(tuple(Hill(t * weeks, h * weeks * unit, s) for t, h, s in row["curves"]) for row in rows.values()),
        tuple(row["mean_week"] for row in rows.values()),
    )


def _has_effect(row: dict[str, Any] | None) -> bool:
    return row is not None and any(top > 0 for top, _, _ in row["curves"])
