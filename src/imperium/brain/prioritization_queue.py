"""A list of tasks that stays in order while its tasks end, fail and arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from imperium.brain.allocation_demand import Amount
from imperium.brain.prioritization import Columns, Ranking, rank
from imperium.brain.prioritization_task import Task, Usual, columns
from imperium.brain.scheduling_graph import Indices, TaskGraph
from imperium.brain.scheduling_wire import check_unique
from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput
from imperium.platform.limits import over


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
class _Shape:
    """What stays the same while only tasks end that wait for nothing."""

    tasks: list[Task]
    graph: TaskGraph
    columns: Columns
    place: dict[str, int]


class TaskQueue:
    """At most `limit` tasks. `usual` says what a type of task takes, `available` what shares of resources are of.

    When a task ends that waited for nothing, all is scored anew on the same arrays; the graph is built anew only when
    tasks arrive, fail, or end before what they waited for.
    """

    def __init__(self, usual: Usual, available: Amount, limit: int) -> None:
        self._usual = usual
        self._available = available
        self._limit = limit
        self._tasks: dict[str, Task] = {}
        self._arrived: dict[str, float] = {}
        self._completed: set[str] = set()
        self._failed: set[str] = set()
        self._blocked: dict[str, str] = {}
        self._shape: _Shape | None = None
        self._left: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.zeros(0, np.bool_)

    def __len__(self) -> int:
        """How many tasks are left, blocked ones included."""
        return len(self._tasks)

    def update(
        self, arrived: Sequence[Task], completed: Iterable[str], failed: Iterable[str], now: float
    ) -> Prioritized:
        """The order after tasks have ended, failed and arrived. One that is sent again takes its earlier place.

        All of it happens, or none of it does. Raises InvalidInput for an id that is sent twice, a dependency that
        nobody knows, and a cycle, which is named; TooLarge over the limit of tasks.
        """
        before = self.__dict__.copy()
        self._tasks, self._arrived = dict(self._tasks), dict(self._arrived)
        self._completed, self._failed = set(self._completed), set(self._failed)
        try:
            self._complete(completed)
            self._fail(failed)
            self._arrive(arrived, now)
            return self._prioritized(now)
        except Exception:
            self.__dict__.update(before)
            raise

    def _complete(self, ids: Iterable[str]) -> None:
        ended = set(ids)
        self._completed |= ended
        self._failed -= ended
        present = [task_id for task_id in ended if self._tasks.pop(task_id, None) is not None]
        if self._shape is None or not present:
            return
        places = [self._shape.place[task_id] for task_id in present if task_id in self._shape.place]
        left = self._left.copy()
        left[places] = False
        if len(places) < len(present) or np.any(left[self._shape.graph.first] & ~left[self._shape.graph.then]):
            self._shape = None
        else:
            self._left = left

    def _fail(self, ids: Iterable[str]) -> None:
        if broken := set(ids):
            self._failed |= broken
            self._completed -= broken
            for task_id in broken:
                self._tasks.pop(task_id, None)
            self._shape = None

    def _arrive(self, tasks: Sequence[Task], now: float) -> None:
        if not tasks:
            return
        ids = {task.id for task in tasks}
        check_unique([task.id for task in tasks], "tasks")
        if (size := len(self._tasks.keys() | ids)) > self._limit:
            raise over("tasks", "a list", size, self._limit, "tasks")
        self._completed -= ids
        self._failed -= ids
        for task in tasks:
            self._tasks[task.id] = task
            self._arrived.setdefault(task.id, now)
        self._check_known(tasks)
        self._shape = None

    def _check_known(self, tasks: Sequence[Task]) -> None:
        known = self._tasks.keys() | self._completed | self._failed
        for index, task in enumerate(tasks):
            if not known.issuperset(task.dependencies):
                raise _unknown(index, task, known)

    def _prioritized(self, now: float) -> Prioritized:
        shape = self._shape = self._shape or self._built()
        ranking = rank(shape.graph, shape.columns, now)
        waits_for = np.bincount(shape.graph.then[self._left[shape.graph.first]], minlength=shape.graph.count)
        order = ranking.order[self._left[ranking.order]]
        return Prioritized(shape.tasks, ranking, order, waits_for, self._blocked)

    def _built(self) -> _Shape:
        self._blocked = self._unreachable()
        tasks = [task for task in self._tasks.values() if task.id not in self._blocked]
        place = {task.id: index for index, task in enumerate(tasks)}
        needed = [[place[d] for d in task.dependencies if d in place] for task in tasks]
        then = np.repeat(np.arange(len(tasks)), np.fromiter(map(len, needed), np.int64, len(tasks)))
        graph = TaskGraph(len(tasks), np.fromiter(chain.from_iterable(needed), np.int64, len(then)), then)
        graph.check_acyclic([task.id for task in tasks])
        self._left = np.ones(len(tasks), np.bool_)
        return _Shape(tasks, graph, self._columns(tasks), place)

    def _columns(self, tasks: list[Task]) -> Columns:
        return columns(tasks, self._usual, self._available, [self._arrived[task.id] for task in tasks])

    def _unreachable(self) -> dict[str, str]:
        """What waits for a failed task, directly or not, and for which."""
        if not self._failed:
            return {}
        waiting = defaultdict(list)
        for task in self._tasks.values():
            for needed in task.dependencies:
                waiting[needed].append(task.id)
        blocked: dict[str, str] = {}
        for cause in sorted(self._failed):
            reached = [cause]
            for task_id in reached:
                later = [waiter for waiter in waiting[task_id] if waiter not in blocked]
                blocked.update(dict.fromkeys(later, cause))
                reached += later
        return blocked


def _unknown(index: int, task: Task, known: Iterable[str]) -> InvalidInput:
    names = set(known)
    place, needed = next((i, d) for i, d in enumerate(task.dependencies) if d not in names)
    field = f"tasks.{index}.dependencies.{place}"
    return InvalidInput(
        f"{field}: {task.id!r} waits for {needed!r}, which is no task here.",
        field=field,
        value=needed,
        remedy=f"{did_you_mean(needed, names)} Name what has ended under `completed`.",
    )
