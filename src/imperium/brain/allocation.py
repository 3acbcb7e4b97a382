"""Who gets CPU, memory and GPUs: priority first, and fairly between tenants within a priority.

Higher priorities are served before lower ones. Within a priority, the tenant whose dominant share is smallest is served
next (dominant resource fairness: A. Ghodsi et al., "Dominant Resource Fairness", NSDI 2011): its share of whatever it
has most of, with all that it was given at higher priorities. A tenant's tasks come in the order in which they were
sent; one that doesn't fit waits, and those behind it may still fit.

Everything is counted in whole numbers (`Amount`), so nothing is ever given twice by rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from itertools import groupby

from imperium.brain.allocation_demand import Amount
from imperium.brain.prioritization import LEVELS, Level


@dataclass(frozen=True, slots=True)
class Claim:
    """What one task needs, for whom."""

    priority: Level
    tenant: str
    needs: Amount


@dataclass(slots=True)
class Allocation:
    """`admitted` claims by their position, in the order in which they were admitted; `free` is what is left over."""

    free: Amount
    admitted: list[int] = field(default_factory=list)


def by_priority(claims: Sequence[Claim]) -> Iterator[list[int]]:
    """The claims of each priority, highest first."""
    order = sorted(range(len(claims)), key=lambda i: -LEVELS[claims[i].priority])
    for _, group in groupby(order, key=lambda i: claims[i].priority):
        yield list(group)


def allocate(claims: Sequence[Claim], available: Amount) -> Allocation:
    """Priority by priority, fairly within each."""
    allocation, held = Allocation(available), defaultdict[str, Amount](Amount)
    for group in by_priority(claims):
        fill(claims, group, allocation, held, available)
    return allocation


def fill(
    claims: Sequence[Claim],
    group: Sequence[int],
    allocation: Allocation,
    held: defaultdict[str, Amount],
    available: Amount,
) -> None:
    """Admit what fits of one priority, always for the tenant with the smallest dominant share of `available`."""
    queues = _queues(claims, group, allocation.free)
    turns = [(held[tenant].share_of(available), tenant) for tenant in queues]
    heapify(turns)
    while turns:
        tenant = turns[0][1]
        found = next((i for i in queues[tenant] if claims[i].needs.fits(allocation.free)), None)
        if found is None:
            heappop(turns)
            continue
        allocation.admitted.append(found)
        allocation.free -= claims[found].needs
        held[tenant] = held[tenant].plus(claims[found].needs)
        heapreplace(turns, (held[tenant].share_of(available), tenant))


def _queues(claims: Sequence[Claim], group: Sequence[int], free: Amount) -> dict[str, Iterator[int]]:
    """Each tenant's claims that fit at all, as an iterator: what is passed over once doesn't fit later either."""
    found = defaultdict[str, list[int]](list)
    for i in group:
        if claims[i].needs.fits(free):
            found[claims[i].tenant].append(i)
    return {tenant: iter(queue) for tenant, queue in found.items()}
