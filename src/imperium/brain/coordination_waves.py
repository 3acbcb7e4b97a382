"""A schedule as the stages of a workflow: waves of tasks that run at the same time.

A stage begins when the one before has ended, so a task runs in a later wave than everything it waits for. Where a task
could be in several, the schedule's two ways of counting are tried, from the beginning and from the end, and the one
that is over sooner is taken. Where the request bounds the resources, a wave that needs more is cut into several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from imperium.brain.allocation_demand import Amount
from imperium.brain.scheduling import Schedule, Work, list_schedule, schedule
from imperium.brain.scheduling_graph import TaskGraph

Waves = list[list[int]]


@dataclass(frozen=True, slots=True)
class Staged:
    """A schedule, the waves in which it is done, and the milliseconds until the last of them has ended."""

    schedule: Schedule
    waves: Waves
    lasting: int


def staged(work: Work, capacity: Amount, *, bounded: bool) -> Staged:
    """The schedule of the work, and its waves."""
    found = schedule(work, capacity)
    return Staged(found, *waves(work, found.starts, capacity, bounded=bounded))


def solve(job: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """For a worker: `staged`, of what `as_job` made."""
    edges = np.array(job["edges"], np.int64).reshape(-1, 2)
    graph = TaskGraph(len(job["durations"]), edges[:, 0].copy(), edges[:, 1].copy())
    work = Work(graph, job["durations"], [Amount(*needs) for needs in job["needs"]])
    return asdict(staged(work, Amount(*job["capacity"]), bounded=job["bounded"]))


def as_job(work: Work, capacity: Amount, *, bounded: bool) -> dict[str, Any]:
    """Work in plain data."""
    return {
        "durations": work.durations,
        "needs": [[*needs] for needs in work.needs],
        "capacity": [*capacity],
        "edges": [*zip(work.graph.first.tolist(), work.graph.then.tolist(), strict=True)],
        "bounded": bounded,
    }


def as_staged(answer: dict[str, Any]) -> Staged:
    """What a worker answered."""
    return Staged(Schedule(**answer["schedule"]), answer["waves"], answer["lasting"])


def waves(work: Work, starts: Sequence[int], capacity: Amount, *, bounded: bool) -> tuple[Waves, int]:
    """The tasks of each wave, and the milliseconds until the last one has ended."""
    early = work.graph.levels.tolist()
    deepest = max(early, default=0)
    late = [deepest - level for level in work.reversed.graph.levels.tolist()]
    found = [
        _cut(_grouped(levels, starts), work, capacity) if bounded else _grouped(levels, starts)
        for levels in (early, late)
    ]
    timed = [(_lasting(each, work, capacity), place) for place, each in enumerate(found)]
    shortest, place = min(timed)
    return found[place], shortest


def _grouped(levels: Sequence[int], starts: Sequence[int]) -> Waves:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for task in sorted(range(len(levels)), key=lambda task: (starts[task], task)):
        groups[levels[task]].append(task)
    return [groups[level] for level in sorted(groups)]


def _cut(found: Waves, work: Work, capacity: Amount) -> Waves:
    """Each wave in as few pieces as fit at once, filled in the order of the schedule."""
    pieces: Waves = []
    for wave in found:
        rooms: list[tuple[Amount, list[int]]] = []
        for task in wave:
            needs = work.needs[task]
            place = next((place for place, (room, _) in enumerate(rooms) if needs.fits(room)), None)
            if place is None:
                rooms.append((capacity - needs, [task]))
            else:
                room, members = rooms[place]
                rooms[place] = (room - needs, [*members, task])
        pieces += [members for _, members in rooms]
    return pieces


def _lasting(found: Waves, work: Work, capacity: Amount) -> int:
    """Wave after wave, each list-scheduled on the resources at hand."""
    return sum(_alone(wave, work, capacity) for wave in found)


def _alone(wave: Sequence[int], work: Work, capacity: Amount) -> int:
    part = work.part(wave)
    starts = list_schedule(part, capacity, part.durations)
    return max(start + lasts for start, lasts in zip(starts, part.durations, strict=True))
