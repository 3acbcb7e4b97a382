"""More tasks at once than serving them in turn admits: the best choice within each priority, by integer programming.

Priority by priority, as many claims as possible are admitted, and among such choices one that takes least, so that more
is left to those below. Each tenant keeps at least as many tasks of that priority as fairness gave it. Solved by HiGHS
through SciPy's `milp`, in a worker process and within a time limit; what the limit leaves unproved still counts when it
admits more, and is checked in whole numbers first.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from imperium.brain.allocation import Allocation, Claim, by_priority, fill
from imperium.brain.allocation_demand import Amount

LEAST_WEIGHT = 0.25
"""What all admitted claims take weighs less than one claim: their dominant shares add up to at most 3."""


def solve(job: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """For a worker: `claims` as (priority, tenant, thousandths of a core, MB, GPUs), `available`, `seconds`.

    Gives the positions of the `admitted` claims, how many were `gained` and whether the choice is `proved` best.
    """
    claims = [Claim(priority, tenant, Amount(*needs)) for priority, tenant, *needs in job["claims"]]
    return improve(claims, Amount(*job["available"]), job["seconds"])


def improve(claims: Sequence[Claim], available: Amount, seconds: float) -> dict[str, Any]:
    """The same as `solve`, in this process."""
    allocation, held = Allocation(available), defaultdict[str, Amount](Amount)
    until, gained, proved = time.monotonic() + seconds, 0, True
    for group in by_priority(claims):
        room, already = allocation.free, len(allocation.admitted)
        fill(claims, group, allocation, held, available)
        fair = allocation.admitted[already:]
        candidates = [i for i in group if claims[i].needs.fits(room)]
        if len(fair) == len(candidates):
            continue
        better, certain = _best(claims, candidates, fair, room, until - time.monotonic())
        proved = proved and certain
        if len(better) > len(fair):
            gained += len(better) - len(fair)
            _replace(claims, allocation, held, fair, better)
            fill(claims, [i for i in candidates if i not in set(better)], allocation, held, available)
    return {"admitted": allocation.admitted, "gained": gained, "proved": proved}


def _replace(
    claims: Sequence[Claim],
    allocation: Allocation,
    held: defaultdict[str, Amount],
    fair: Sequence[int],
    better: Sequence[int],
) -> None:
    del allocation.admitted[len(allocation.admitted) - len(fair) :]
    for i in fair:
        allocation.free = allocation.free.plus(claims[i].needs)
        held[claims[i].tenant] -= claims[i].needs
    for i in better:
        allocation.free -= claims[i].needs
        held[claims[i].tenant] = held[claims[i].tenant].plus(claims[i].needs)
    allocation.admitted += better


def _best(
    claims: Sequence[Claim], candidates: Sequence[int], fair: Sequence[int], room: Amount, seconds: float
) -> tuple[list[int], bool]:
    """The best choice that was found, and whether it is proved; the fair one when nothing better was."""
    if seconds <= 0:
        return list(fair), False
    scipy: Any = import_module("scipy.optimize")
    needs = np.array([claims[i].needs for i in candidates], np.float64)
    floors = Counter(claims[i].tenant for i in fair)
    solved = scipy.milp(
        -1.0 + LEAST_WEIGHT * (needs / np.maximum(room, 1)).max(axis=1),
        integrality=np.ones(len(candidates)),
        bounds=scipy.Bounds(0, 1),
        constraints=[
            scipy.LinearConstraint(needs.T, -np.inf, np.array(room, np.float64)),
            scipy.LinearConstraint(*_at_least(claims, candidates, floors)),
        ],
        options={"time_limit": seconds},
    )
    if solved.x is None:
        return list(fair), False
    chosen = [i for i, share in zip(candidates, solved.x, strict=True) if share > 0.5]
    return (chosen if _holds(claims, chosen, room, floors) else list(fair)), solved.status == 0


def _at_least(claims: Sequence[Claim], candidates: Sequence[int], floors: Mapping[str, int]) -> tuple[Any, list[int]]:
    """One row a tenant that was given something: its candidates, and how many of them it keeps at least."""
    sparse: Any = import_module("scipy.sparse")
    row = {tenant: place for place, tenant in enumerate(floors)}
    cells = [(row[claims[i].tenant], column) for column, i in enumerate(candidates) if claims[i].tenant in row]
    rows, columns = zip(*cells, strict=True) if cells else ((), ())
    shape = (max(1, len(row)), len(candidates))
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape), [*floors.values()] or [0]


def _holds(claims: Sequence[Claim], chosen: Sequence[int], room: Amount, floors: Mapping[str, int]) -> bool:
    """In whole numbers: the solver's own have a tolerance."""
    total = Amount()
    for i in chosen:
        total = total.plus(claims[i].needs)
    kept = Counter(claims[i].tenant for i in chosen)
    return total.fits(room) and all(kept[tenant] >= count for tenant, count in floors.items())
