"""The plan of what is spent: the split, how it was found, and what it may bring, as a person and a program read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from imperium.intelligences.marketing.benchmarks import assumption, published
from imperium.intelligences.marketing.budget import RESERVE, Limit, Share, split
from imperium.intelligences.marketing.currency import USD, Currency, rates_source
from imperium.intelligences.marketing.industry import Industry
from imperium.intelligences.marketing.media_mix.plan import SHIFT, Modelled, is_trusted, modelled
from imperium.intelligences.marketing.outlook import Outlook, outlook, together

_RESERVED = "kept back, because every channel is at the most it may get; add it where the first two weeks are best"
_UNPAID = "nothing: post there without paying, the money does more elsewhere"
_BY_BENCHMARKS = (
    "Greedy on marginal return over concave response curves, which is the best split for them. They begin at published"
    " averages and bend by planning assumptions (data/planning.toml), because there is no history. After eight weeks"
    " your own figures say more, and after forty a media-mix model can be fitted to them."
)
_BY_MODEL = (
    "Greedy on marginal return over the response curves of a media-mix model of your weeks, each channel within"
    f" {SHIFT:.0%} of its share until now. It is a claim of the model: shift in steps, and check with a test."
)
_NOT_TRUSTED = (
    "The media-mix model did not foretell the last weeks better than the same weeks of the year before, so the split"
    " doesn't follow it."
)


@dataclass(frozen=True, slots=True)
class Spending:
    """Shares in smallest units with what each may bring. `model` is what a media-mix model found, where one was fitted;
    `followed` says whether the split is its own."""

    currency: Currency
    total: int
    shares: tuple[Share, ...]
    outlooks: Mapping[str, Outlook]
    industry: Industry
    model: Mapping[str, Any] | None = None
    followed: Modelled | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def spent(self) -> dict[str, int]:
        return {share.channel: share.units for share in self.shares}

    def as_dict(self) -> dict[str, Any]:
        return {
            "currency": self.currency.code,
            "total": _number(self.currency, self.total),
            "total_units": self.total,
            "shown": self.currency.shown(self.total),
            "split": [self._share(share) for share in self.shares],
            "expected": together(list(self.outlooks.values())).as_dict(self.industry),
            "method": _BY_MODEL if self.followed else _BY_BENCHMARKS,
            **({"media_mix": self._model()} if self.model else {}),
            "benchmarks": self._sources(),
            "notes": list(self.notes),
        }

    def _share(self, share: Share) -> dict[str, Any]:
        use = _use(share, self.industry)
        expected = self.outlooks.get(share.channel, Outlook()).as_dict(self.industry)
        return {
            "channel": share.channel,
            "amount": _number(self.currency, share.units),
            "units": share.units,
            "shown": self.currency.shown(share.units),
            "percent": round(100 * share.units / self.total, 1) if self.total else 0.0,
            "for": use,
            **({"expected": expected} if expected else {}),
        }

    def _model(self) -> dict[str, Any]:
        assert self.model is not None
        rows = [{key: row[key] for key in row if key != "curves"} for row in self.model["channels"]]
        return {"test": self.model["test"], "followed": self.followed is not None, "channels": rows, **self._claim()}

    def _claim(self) -> dict[str, Any]:
        """What the model says the split brings, beside the same money in the shares until now."""
        if self.followed is None:
            return {}
        names = set(self.followed.names)
        shares = [share for share in self.shares if share.channel in names]
        before = self.followed.before(sum(share.units for share in shares))
        rounded = ([round(figure, 1) for figure in self.followed.brings(kind)] for kind in (shares, before))
        return dict(zip(("brings", "brings_in_shares_until_now"), rounded, strict=True))

    def _sources(self) -> list[dict[str, Any]]:
        known = ((share.channel, published(share.channel, self.industry)) for share in self.shares)
        return [
            {"channel": channel, "label": row.label, "source": row.source, "year": row.year}
            for channel, row in known
            if row
        ]


def spending(
    total: int,
    channels: Sequence[str],
    industry: Industry,
    currency: Currency,
    *,
    days: int,
    limits: Mapping[str, Limit] | None = None,
    model: Mapping[str, Any] | None = None,
    names: Mapping[str, str] | None = None,
) -> Spending:
    """The plan for a total in smallest units. `model` is a media-mix model's result and `names` what its history calls
    the channels (key to name); channels that it knows nothing of get what published averages give them.

    Raises InvalidInput where the lower limits together exceed the total.
    """
    bounds = limits or {}
    shares = split(total, channels, industry, bounds) if channels else []
    followed = modelled(model, names or {}, days / 7, currency) if model and is_trusted(model) else None
    if followed is not None:
        shares = _following(followed, shares, bounds)
    outlooks = {share.channel: outlook(share.channel, share.units, currency, industry) for share in shares}
    notes = [*([_NOT_TRUSTED] if model and followed is None else []), *_currency_notes(currency, industry)]
    return Spending(currency, total, tuple(shares), outlooks, industry, model, followed, tuple(notes))


def _following(model: Modelled, shares: Sequence[Share], limits: Mapping[str, Limit]) -> list[Share]:
    """The money of the channels that the model knows, split as it says; the others keep theirs."""
    known = set(model.names)
    money = sum(share.units for share in shares if share.channel in known)
    by_model = {share.channel: share for share in model.split(money, limits)}
    kept = [by_model.pop(share.channel, share) for share in shares]
    return [*kept, *by_model.values()]


def _currency_notes(currency: Currency, industry: Industry) -> list[str]:
    """What a person should know about dollars in this plan."""
    if currency.code == USD:
        return []
    if currency.per_usd is None:
        return [
            f"No exchange rate for {currency.code} is known here, so nothing is said about what the split may bring."
            " Give `exchange_rate`, how many of it a dollar buys."
        ]
    return [
        f"Published averages are in dollars; they were turned into {currency.code} at {currency.per_usd} a dollar"
        f" ({rates_source()}, unless `exchange_rate` was given)."
    ]


def _use(share: Share, industry: Industry) -> str:
    if share.channel == RESERVE:
        return _RESERVED
    return assumption(share.channel, industry).use if share.units else _UNPAID


def _number(currency: Currency, units: int) -> int | float:
    amount = currency.amount(units)
    return int(amount) if amount == amount.to_integral_value() else float(amount)
