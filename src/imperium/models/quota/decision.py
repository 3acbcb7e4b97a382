"""Whether a request fits into all its limits, and how much it may cost: the rule that every counter follows.

A request that only others' reservations block is HELD and waits; one that is blocked by what is spent is not worth
waiting for. What is left at the very end of a limit is granted even if it is less than usual, so that limits are used
up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from msgspec import Struct

from imperium.models.quota.quota import Account, Estimate, Measure

SPARE_SHARE = 16
"""Beyond what it usually costs, a request gets at most this part of what is spare. Half of the unspent never counts as
spare, so that long answers are whole while there is plenty and many requests fit in when there isn't."""


class Blocked(Struct, frozen=True):
    """The accounts, by position, whose `measure` is not enough; `by` tells what blocks it."""

    accounts: tuple[int, ...]
    measure: Measure
    by: Literal["spent", "held"]


class Fits(Struct, frozen=True, gc=False):
    """What may be spent, in micro-USD; None: money isn't limited."""

    micro_usd: int | None


class Counts(Protocol):
    """What stands on an account: a `Standing`, or what one is made of."""

    @property
    def micro_usd(self) -> int: ...
    @property
    def requests(self) -> int: ...
    @property
    def held_micro_usd(self) -> int: ...
    @property
    def held_requests(self) -> int: ...


def decide(accounts: Sequence[Account], counts: Sequence[Counts], estimate: Estimate) -> Fits | Blocked:
    """The rule."""
    return granted_whole(accounts, counts, estimate) or _weigh(accounts, counts, estimate)


def plenty(estimate: Estimate) -> int:
    """How much must be spare on an account, in micro-USD, for the most that a request may cost to be granted."""
    return estimate.usual + SPARE_SHARE * (estimate.most - estimate.usual)


def granted_whole(accounts: Sequence[Account], counts: Sequence[Counts], estimate: Estimate) -> Fits | None:
    """What is granted where every account has plenty. None: it has to be weighed."""
    wanted, is_money_limited = plenty(estimate), False
    for account, count in zip(accounts, counts, strict=True):
        if account.max_requests is not None and count.requests + count.held_requests >= account.max_requests:
            return None
        if account.max_micro_usd is not None:
            is_money_limited = True
            if spare(account.max_micro_usd, count) < wanted:
                return None
    return Fits(estimate.most if is_money_limited else None)


def spare(limit: int, count: Counts) -> int:
    """What of a limit of money nobody holds, less half of the unspent."""
    left = limit - count.micro_usd
    return left - left // 2 - count.held_micro_usd


def _weigh(accounts: Sequence[Account], counts: Sequence[Counts], estimate: Estimate) -> Fits | Blocked:
    """What is spent is looked at before what is held, requests before money."""
    both = list(enumerate(zip(accounts, counts, strict=True)))
    counted = [(n, c.requests, c.held_requests, a.max_requests) for n, (a, c) in both if a.max_requests is not None]
    money = [(n, max(0, a.max_micro_usd - c.micro_usd), c) for n, (a, c) in both if a.max_micro_usd is not None]
    if spent := tuple(n for n, used, _, most in counted if used >= most):
        return Blocked(spent, "requests", "spent")
    if spent := tuple(n for n, left, _ in money if left < estimate.least):
        return Blocked(spent, "micro_usd", "spent")
    if held := tuple(n for n, used, held, most in counted if used + held >= most):
        return Blocked(held, "requests", "held")
    return _money([(n, left, max(0, left - c.held_micro_usd)) for n, left, c in money], estimate)


def _money(accounts: Sequence[tuple[int, int, int]], estimate: Estimate) -> Fits | Blocked:
    """From (position, unspent, free) of each account with a limit of money."""
    if not accounts:
        return Fits(None)
    target = min(estimate.usual, *(left for _, left, _ in accounts))
    if held := tuple(n for n, _, free in accounts if free < target):
        return Blocked(held, "micro_usd", "held")
    beyond = max(0, min(free - left // 2 for _, left, free in accounts) - target)
    return Fits(min(estimate.most, target + beyond // SPARE_SHARE))
