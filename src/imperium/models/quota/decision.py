"""Whether a request fits into all its limits, and how much it may cost: the rule that every counter follows.

A request that only others' reservations block is HELD and waits; one that is blocked by what is spent is not worth
waiting for. What is left at the very end of a limit is granted even if it is less than usual, so that limits are used
up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from imperium.models.quota.quota import Account, Estimate, Measure, Standing

SPARE_SHARE = 16
"""Beyond what it usually costs, a request gets at most this part of what is spare. Half of the unspent never counts as
spare, so that long answers are whole while there is plenty and many requests fit in when there isn't."""


class Blocked(Struct, frozen=True):
    """The accounts, by position, whose `measure` is not enough; `by` tells what blocks it."""

    accounts: tuple[int, ...]
    measure: Measure
    by: Literal["spent", "held"]


class Fits(Struct, frozen=True):
    """What may be spent, in micro-USD; None: money isn't limited."""

    micro_usd: int | None


def decide(accounts: Sequence[Account], standings: Sequence[Standing], estimate: Estimate) -> Fits | Blocked:
    """The rule. What is spent is looked at before what is held, requests before money."""
    both = list(enumerate(zip(accounts, standings, strict=True)))
    counted = [(n, s.requests, s.held_requests, a.max_requests) for n, (a, s) in both if a.max_requests is not None]
    money = [(n, max(0, a.max_micro_usd - s.micro_usd), s) for n, (a, s) in both if a.max_micro_usd is not None]
    if spent := tuple(n for n, used, _, most in counted if used >= most):
        return Blocked(spent, "requests", "spent")
    if spent := tuple(n for n, left, _ in money if left < estimate.least):
        return Blocked(spent, "micro_usd", "spent")
    if held := tuple(n for n, used, held, most in counted if used + held >= most):
        return Blocked(held, "requests", "held")
    return _money([(n, left, max(0, left - s.held_micro_usd)) for n, left, s in money], estimate)


def _money(accounts: Sequence[tuple[int, int, int]], estimate: Estimate) -> Fits | Blocked:
    """From (position, unspent, free) of each account with a limit of money."""
    if not accounts:
        return Fits(None)
    target = min(estimate.usual, *(left for _, left, _ in accounts))
    if held := tuple(n for n, _, free in accounts if free < target):
        return Blocked(held, "micro_usd", "held")
    spare = max(0, min(free - left // 2 for _, left, free in accounts) - target)
    return Fits(min(estimate.most, target + spare // SPARE_SHARE))
