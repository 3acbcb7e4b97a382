"""A budget, shared between channels in whole units of the currency so that the parts sum exactly to the total.

Each channel has a concave curve of what it brings. Without history it begins at the published averages and bends by a
planning assumption; with a history it is the media-mix model's. The split is the best there is for those curves, in
round steps (`allocation.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from imperium.intelligences.marketing.allocation import Curve, Option, allocate, round_step
from imperium.intelligences.marketing.benchmarks import assumption
from imperium.intelligences.marketing.curve import Hill
from imperium.intelligences.marketing.industry import Industry
from imperium.platform.errors import InvalidInput

RESERVE = "reserve"
SMALLEST = 50
"""The part of a budget below which a channel is used without money."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The least and the most that a channel gets, in smallest units."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one channel gets, in smallest units of the currency. What every bound leaves over is the `reserve`."""

    channel: str
    units: int


def split(
    total: int, channels: Sequence[str], industry: Industry, limits: Mapping[str, Limit] | None = None
) -> list[Share]:
    """A share for each channel, in the order given, by published averages and planning assumptions.

    A channel that would get less than a fiftieth gets nothing, since so little money changes nothing there; it is used
    without. Raises InvalidInput where the lower limits together exceed the total.
    """
    own, left = limits or {}, list(channels)
    while True:
        shares = {share.channel: share for share in _split(total, left, industry, own)}
        small = [c for c in left if c not in own and shares[c].units * SMALLEST < total]
        if not small or len(left) == 1:
            return [*(shares.pop(c, Share(c, 0)) for c in channels), *shares.values()]
        left.remove(min(small, key=lambda c: shares[c].units))


def _split(total: int, channels: Sequence[str], industry: Industry, limits: Mapping[str, Limit]) -> list[Share]:
    step = round_step(total)
    plans = [assumption(channel, industry) for channel in channels]
    steps = total // step
    caps = _caps([plan.most for plan in plans], steps)
    curves = [Hill(plan.first * plan.half, max(plan.half * steps, 1e-9)) for plan in plans]
    return shared(total, channels, curves, limits, [Limit(0, cap * step) for cap in caps])


def _caps(shares: Sequence[float], steps: int) -> list[int]:
    """Largest numbers of steps; where all of them together don't take the budget, larger in proportion."""
    enough = max(1.0, 1 / sum(shares)) if shares else 1.0
    return [ceil(share * enough * steps) for share in shares]


def shared(
    total: int,
    channels: Sequence[str],
    curves: Sequence[Curve],
    limits: Mapping[str, Limit],
    usual: Sequence[Limit],
) -> list[Share]:
    """The best split by curves over steps; `limits` are a person's and hold, `usual` are ours where none is given.

    Steps are those of `round_step`. What is left beside whole steps goes to the largest share that has room.
    """
    step = round_step(total)
    chosen = [limits.get(channel, own) for channel, own in zip(channels, usual, strict=True)]
    options = [Option(curve, *_steps(limit, step)) for curve, limit in zip(curves, chosen, strict=True)]
    least = sum(limit.least for limit in chosen)
    if least > total or sum(option.least for option in options) > total // step:
        raise InvalidInput(
            "The least that the channels are to get is more than the budget.",
            field="channel_limits",
            remedy="Raise the budget, or lower what a channel is to get at least.",
        )
    amounts = [taken * step for taken in allocate(total // step, options)]
    return _rounded(total, channels, amounts, [limits.get(channel, Limit()) for channel in channels])


def _steps(limit: Limit, step: int) -> tuple[int, int | None]:
    return ceil(limit.least / step), None if limit.most is None else limit.most // step


def _rounded(total: int, channels: Sequence[str], amounts: list[int], limits: Sequence[Limit]) -> list[Share]:
    """Amounts that sum to the total: what is less than a step goes to the largest whose limit has room, then into the
    reserve."""
    left = total - sum(amounts)
    for i in sorted(range(len(amounts)), key=lambda i: -amounts[i]):
        most = limits[i].most
        more = left if most is None else min(left, max(0, most - amounts[i]))
        amounts[i] += more
        left -= more
    shares = [Share(channel, amount) for channel, amount in zip(channels, amounts, strict=True)]
    return [*shares, Share(RESERVE, left)] if left else shares
