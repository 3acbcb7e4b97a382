"""Whether a request fits into all its limits, and how much it may cost: the rule that every counter follows.

A request that only others' reservations block is HELD and waits; one that is blocked by what is spent is not worth
waiting for. What is left at the very end of a limit is granted even if it is less than usual, so that limits are used
up.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Literal, Protocol

from msgspec import Struct

from imperium.models.quota.quota import Account, Estimate, Measure

SPARE_SHARE = 16
"""Beyond what it usually costs, a request gets at most this part of what is spare. Half of the unspent never counts as
spare, so that long answers are whole while there is plenty and many requests fit in when there isn't."""
UNLIMITED = sys.maxsize
"""More money than any limit."""


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
    """The rule. Each account is looked at once; only when something blocks it is told what."""
    unspent = free = spare = UNLIMITED
    for account, count in zip(accounts, counts, strict=True):
        most_requests, most_money = account.max_requests, account.max_micro_usd
        if most_requests is not None and count.requests + count.held_requests >= most_requests:
            return _blocked(accounts, counts, estimate)
        if most_money is not None:
            left = most_money - count.micro_usd
            room = left - count.held_micro_usd
            if left < unspent:
                unspent = left
            if room < free:
                free = room
            if room - left // 2 < spare:
                spare = room - left // 2
    if unspent == UNLIMITED:
        return Fits(None)
    target = min(estimate.usual, max(0, unspent))
    if max(0, unspent) < estimate.least or max(0, free) < target:
        return _blocked(accounts, counts, estimate)
    return Fits(min(estimate.most, target + max(0, spare - target) // SPARE_SHARE))


def _blocked(accounts: Sequence[Account], counts: Sequence[Counts], estimate: Estimate) -> Blocked:
    """What is spent is told before what is held, requests before money."""
    both = list(enumerate(zip(accounts, counts, strict=True)))
    counted = [(n, c.requests, c.held_requests, a.max_requests) for n, (a, c) in both if a.max_requests is not None]
    money = [(n, max(0, a.max_micro_usd - c.micro_usd), c) for n, (a, c) in both if a.max_micro_usd is not None]
    if spent := tuple(n for n, used, _, most in counted if used >= most):
        return Blocked(spent, "requests", "spent")
    if spent := tuple(n for n, left, _ in money if left < estimate.least):
        return Blocked(spent, "micro_usd", "spent")
    if held := tuple(n for n, used, held, most in counted if used + held >= most):
        return Blocked(held, "requests", "held")
    target = min(estimate.usual, *(left for _, left, _ in money))
    return Blocked(tuple(n for n, left, c in money if max(0, left - c.held_micro_usd) < target), "micro_usd", "held")
