"""When each task starts, on the resources at hand: critical-path list scheduling, improved by justification.

The parallel schedule generation scheme (R. Kolisch, "Serial and parallel resource-constrained project scheduling
methods revisited", EJOR 90, 1996): whenever something ends, what is ready and fits starts, most urgent first. The first
pass takes the longest chain behind a task for its urgency. Further passes schedule backwards from the end and forwards
again, each in the order that the one before found (V. Valls, F. Ballestín, S. Quintanilla, "Justification and RCPSP",
EJOR 165, 2005). Where there are few tasks, single ones matter: then orders are drawn at random around the first one as
well. The shortest schedule of all counts, and the same work gives the same schedule.

Times are whole milliseconds, resources whole units, so no two schedules differ by rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from random import Random

import numpy as np

from imperium.brain.allocation_demand import Amount
from imperium.brain.scheduling_graph import TaskGraph

PASSES = 8
DRAWN = 4_000
"""So many starts of tasks are tried in random orders, over all of them (5 to 10 µs each): 400 orders of ten tasks."""

SPREAD = 0.5
"""A task's urgency is drawn between this part of it and all of it."""

CLOSE = 1.002
"""A schedule this near to the bound is not improved further."""


HARDLY_LONGER = 1.01
"""Where the whole takes no more than so many times the bound, what is quickly made may come first."""


@dataclass(frozen=True, slots=True)
class Work:
    """What each task of a graph takes: milliseconds, and resources, none more than there is."""

    graph: TaskGraph
    durations: Sequence[int]
    needs: Sequence[Amount]

    @property
    def reversed(self) -> Work:
        return Work(TaskGraph(self.graph.count, self.graph.then, self.graph.first), self.durations, self.needs)


@dataclass(frozen=True, slots=True)
class Schedule:
    """`starts` in milliseconds by task; `makespan` is when all has ended, and no schedule takes less than `bound`."""

    starts: Sequence[int]
    makespan: int
    bound: int

    @property
    def gap(self) -> float:
        """How much longer than the bound, as a part of it: 0 is optimal."""
        return self.makespan / self.bound - 1 if self.bound else 0.0


def schedule(work: Work, capacity: Amount, passes: int = PASSES, drawn: int = DRAWN) -> Schedule:
    """The shortest schedule that so many passes and draws find; one that is close to the bound ends the search."""
    bound, best = lower_bound(work, capacity), Schedule([], 0, 0)
    for starts in _tries(work, capacity, passes, drawn):
        makespan = _makespan(work, starts)
        if not best.starts or makespan < best.makespan:
            best = Schedule(starts, makespan, bound)
        if best.makespan <= bound * CLOSE:
            break
    return best


def quickest_first(work: Work, capacity: Amount, found: Schedule) -> Schedule:
    """The schedule that begins with what is quickly made, if it is close to the bound; else the one that was found."""
    starts = list_schedule(work, capacity, [-lasts for lasts in work.durations])
    makespan = _makespan(work, starts)
    return Schedule(starts, makespan, found.bound) if makespan <= found.bound * HARDLY_LONGER else found


def _tries(work: Work, capacity: Amount, passes: int, drawn: int) -> Iterator[list[int]]:
    """Schedules, each found when it is asked for."""
    urgency, backwards = longest_behind(work), work.reversed
    yield (starts := list_schedule(work, capacity, urgency))
    for _ in range(passes // 2):
        mirrored = list_schedule(backwards, capacity, _ends(work, starts))
        yield (starts := list_schedule(work, capacity, _ends(work, mirrored)))
    random = Random(0)  # noqa: S311  (draws orders, no secrets)
    for _ in range(drawn // max(1, work.graph.count)):
        yield list_schedule(work, capacity, [most * random.uniform(SPREAD, 1.0) for most in urgency])


def _ends(work: Work, starts: Sequence[int]) -> list[int]:
    return [start + lasts for start, lasts in zip(starts, work.durations, strict=True)]


def longest_behind(work: Work) -> list[int]:
    """For each task the milliseconds from its start to the end of the longest chain behind it."""
    lasts = np.array(work.durations, np.float64)
    return [int(longest) for longest in (lasts + work.graph.behind(np.zeros(work.graph.count), lasts)).tolist()]


def lower_bound(work: Work, capacity: Amount) -> int:
    """max(critical path, work by capacity of each resource), in milliseconds."""
    totals = [0, 0, 0]
    for lasts, needs in zip(work.durations, work.needs, strict=True):
        for kind, amount in enumerate(needs):
            totals[kind] += lasts * amount
    filled = [-(-total // there) for total, there in zip(totals, capacity, strict=True) if there]
    return max([*filled, *longest_behind(work)], default=0)


def _makespan(work: Work, starts: Sequence[int]) -> int:
    return max(_ends(work, starts), default=0)


def list_schedule(work: Work, capacity: Amount, urgency: Sequence[float]) -> list[int]:
    """The start of each task: at each moment what is ready and fits starts, the highest urgency first."""
    waits_for = work.graph.dependencies.tolist()
    starts, running, ready = [0] * work.graph.count, list[tuple[int, int]](), _Ready(work, urgency)
    for first in np.flatnonzero(work.graph.dependencies == 0).tolist():
        ready.add(first)
    free, now = capacity, 0
    while ready or running:
        while (task := ready.take(free)) is not None:
            free -= work.needs[task]
            starts[task] = now
            heappush(running, (now + work.durations[task], task))
        now = running[0][0]
        while running and running[0][0] == now:
            ended = heappop(running)[1]
            free = free.plus(work.needs[ended])
            for later in work.graph.waiting_for(ended):
                waits_for[later] -= 1
                if not waits_for[later]:
                    ready.add(later)
    return starts


class _Ready:
    """What could start, by what it needs: of tasks that need the same only the most urgent one is looked at."""

    def __init__(self, work: Work, urgency: Sequence[float]) -> None:
        self._needs = work.needs
        self._urgency = urgency
        self._heaps: defaultdict[Amount, list[tuple[float, int]]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._heaps)

    def add(self, task: int) -> None:
        heappush(self._heaps[self._needs[task]], (-self._urgency[task], task))

    def take(self, free: Amount) -> int | None:
        """The most urgent task that fits, taken out; None when none does."""
        fitting = [heap[0] + (needs,) for needs, heap in self._heaps.items() if needs.fits(free)]
        if not fitting:
            return None
        _, task, needs = min(fitting)
        heappop(self._heaps[needs])
        if not self._heaps[needs]:
            del self._heaps[needs]
        return task
