"""Scheduling as a job for a worker, in plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from imperium.brain.allocation_demand import Amount
from imperium.brain.scheduling import Schedule, Work, quickest_first, schedule
from imperium.brain.scheduling_graph import TaskGraph


def solve(job: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """The schedule of what `as_job` made, what is quickly made first where it hardly takes longer."""
    edges = np.array(job["edges"], np.int64).reshape(-1, 2)
    graph = TaskGraph(len(job["durations"]), edges[:, 0].copy(), edges[:, 1].copy())
    work = Work(graph, job["durations"], [Amount(*needs) for needs in job["needs"]])
    capacity = Amount(*job["capacity"])
    return asdict(quickest_first(work, capacity, schedule(work, capacity)))


def as_job(work: Work, capacity: Amount) -> dict[str, Any]:
    """Work, and what there is for it."""
    return {
        "durations": work.durations,
        "needs": [[*needs] for needs in work.needs],
        "capacity": [*capacity],
        "edges": [*zip(work.graph.first.tolist(), work.graph.then.tolist(), strict=True)],
    }


def as_schedule(answer: dict[str, Any]) -> Schedule:
    """What a worker answered."""
    return Schedule(**answer)
