"""A list of tasks that stays in order while its tasks end, fail and arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, repeat

import numpy as np

from imperium.brain.allocation_demand import Amount
from imperium.brain.prioritization import Columns, Ranking, rank
from imperium.brain.prioritization_task import Task, Usual, columns
from imperium.brain.scheduling_graph import Flags, Indices, TaskGraph
from imperium.brain.scheduling_wire import check_unique
from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput
from imperium.platform.limits import over

ENDED = -1
"""In place of the number of a task that is no longer there."""

MOST_ENDED = 100_000
"""Of so many ended tasks a list remembers that they have; the earliest are forgotten first."""


@dataclass(frozen=True, slots=True)
class Prioritized:
    """`tasks` as `ranking` numbers them, in its order those that are left; `waits_for` how many of those each waits
    for. `blocked` maps what can't run any more to the failed task that is why."""

    tasks: Sequence[Task]
    ranking: Ranking
    order: Indices
    waits_for: Indices
    blocked: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What has been told. `arrived` is when, in seconds since the epoch; `ended` maps ids to whether they succeeded."""

    tasks: dict[str, Task]
    arrived: dict[str, float]
    ended: dict[str, bool]

    def after(self, arrived: Sequence[Task], completed: Iterable[str], failed: Iterable[str], now: float) -> _Known:
        """What is known then. What is sent again is to be done again, unless it is said to have ended at once."""
        tasks, ended = self.tasks | {task.id: task for task in arrived}, self.ended.copy()
        for task in arrived if ended else ():
            ended.pop(task.id, None)
        ended |= dict.fromkeys(completed, True) | dict.fromkeys(failed, False)
        if ended:
            tasks = {task_id: task for task_id, task in tasks.items() if task_id not in ended}
        since = dict.fromkeys(tasks, now)
        since |= {task_id: at for task_id, at in self.arrived.items() if task_id in tasks}
        known = _Known(tasks, since, _latest(ended))
        known._check_dependencies(arrived)
        return known

    def _check_dependencies(self, arrived: Sequence[Task]) -> None:
        named = set(chain.from_iterable([task.dependencies for task in arrived]))
        if not named <= self.tasks.keys() and (strange := named - self.tasks.keys() - self.ended.keys()):
            raise _unknown(arrived, strange, self.tasks.keys() | self.ended.keys())

    def blocked(self) -> dict[str, str]:
        """What waits for a failed task, directly or not, and for which."""
        failed = [task_id for task_id, succeeded in self.ended.items() if not succeeded]
        if not failed:
            return {}
        waiting = defaultdict(list)
        for task in self.tasks.values():
            for needed in task.dependencies:
                waiting[needed].append(task.id)
        found: dict[str, str] = {}
        for cause in failed:
            reached = [cause]
            for task_id in reached:
                later = [waiter for waiter in waiting[task_id] if waiter not in found]
                found.update(dict.fromkeys(later, cause))
                reached += later
        return found


def _latest(ended: dict[str, bool]) -> dict[str, bool]:
    excess = len(ended) - MOST_ENDED
    return dict(islice(ended.items(), excess, None)) if excess > 0 else ended


@dataclass(frozen=True, slots=True)
class _Shape:
    """What stays the same while only tasks end that wait for nothing. `left` says which have not ended."""

    tasks: list[Task]
    graph: TaskGraph
    columns: Columns
    place: dict[str, int]
    blocked: dict[str, str]
    left: Flags

    @classmethod
    def of(cls, known: _Known, usual: Usual, available: Amount) -> _Shape:
        """Raises InvalidInput naming a cycle."""
        blocked = known.blocked()
        tasks = (
            [task for name, task in known.tasks.items() if name not in blocked] if blocked else [*known.tasks.values()]
        )
        place = {task.id: index for index, task in enumerate(tasks)}
        needed = [task.dependencies for task in tasks]
        then = np.repeat(np.arange(len(tasks)), np.fromiter(map(len, needed), np.int64, len(tasks)))
        first = np.fromiter(map(place.get, chain.from_iterable(needed), repeat(ENDED)), np.int64, len(then))
        graph = TaskGraph(len(tasks), first[first != ENDED], then[first != ENDED])
        graph.check_acyclic([task.id for task in tasks])
        figures = columns(tasks, usual, available, [known.arrived[task.id] for task in tasks])
        return cls(tasks, graph, figures, place, blocked, np.ones(len(tasks), np.bool_))

    def without(self, completed: Collection[str]) -> _Shape | None:
        """The same after these have ended; None when one of them is no task here, or waits for another that is left."""
        if not self.place.keys() >= set(completed):
            return None
        left = self.left.copy()
        left[[self.place[task_id] for task_id in completed]] = False
        too_early = np.any(left[self.graph.first] & ~left[self.graph.then])
        return None if too_early else replace(self, left=left)


class TaskQueue:
    """At most `limit` tasks. `usual` says what a type of task takes, `available` what shares of resources are of.

    When a task ends that waited for nothing, all is scored anew on the same arrays; they are built anew only when tasks
    arrive, fail, or end before what they waited for.
    """

    def __init__(self, usual: Usual, available: Amount, limit: int) -> None:
        self._usual = usual
        self._available = available
        self._limit = limit
        self._known = _Known({}, {}, {})
        self._shape: _Shape | None = None

    def __len__(self) -> int:
        """How many tasks are left, blocked ones included."""
        return len(self._known.tasks)

    def update(
        self, arrived: Sequence[Task], completed: Collection[str], failed: Collection[str], now: float
    ) -> Prioritized:
        """The order after tasks have ended, failed and arrived. One that is sent again replaces what was sent before.

        All of it happens, or none of it does. Raises InvalidInput for an id that is sent twice, a dependency that
        nobody knows, and a cycle, which is named; TooLarge over the limit of tasks.
        """
        check_unique([task.id for task in arrived], "tasks")
        known = self._known.after(arrived, completed, failed, now)
        if (size := len(known.tasks)) > self._limit:
            raise over("tasks", "a list", size, self._limit, "tasks")
        unchanged = self._shape if not arrived and not failed else None
        shape = unchanged.without(completed) if unchanged is not None else None
        shape = shape or _Shape.of(known, self._usual, self._available)
        self._known, self._shape = known, shape
        return _prioritized(shape, now)


def _prioritized(shape: _Shape, now: float) -> Prioritized:
    graph, ranking = shape.graph, rank(shape.graph, shape.columns, now, shape.left)
    waits_for = np.bincount(graph.then[shape.left[graph.first]], minlength=graph.count)
    return Prioritized(shape.tasks, ranking, ranking.order[shape.left[ranking.order]], waits_for, shape.blocked)


def _unknown(arrived: Sequence[Task], strange: set[str], names: set[str]) -> InvalidInput:
    index, task = next((i, task) for i, task in enumerate(arrived) if not strange.isdisjoint(task.dependencies))
    place, needed = next((i, needed) for i, needed in enumerate(task.dependencies) if needed in strange)
    field = f"tasks.{index}.dependencies.{place}"
    return InvalidInput(
        f"{field}: {task.id!r} waits for {needed!r}, which is no task here.",
        field=field,
        value=needed,
        remedy=f"{did_you_mean(needed, names)} Name what has ended under `completed`.",
    )
