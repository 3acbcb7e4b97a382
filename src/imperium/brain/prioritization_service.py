"""`POST /api/v1/l20/prioritize`: tasks in, the same tasks in order out, with why."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from math import inf
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from imperium.brain.allocation_demand import Amount, Demand, check_limits
from imperium.brain.prioritization import DIGITS, WEIGHTS
from imperium.brain.prioritization_queue import Prioritized, TaskQueue
from imperium.brain.prioritization_task import Identifier, Task, Usual
from imperium.brain.scheduling_graph import Figures, Indices
from imperium.kit.ids import new_id
from imperium.platform.errors import InvalidInput, NotFound
from imperium.platform.limits import over
from imperium.platform.settings import Limits

MAX_QUEUES = 32
"""Lists that are kept in memory, over all tenants: those asked for least lately go first."""


class PrioritizeRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """`tasks` are all of them, or with a `queue_id` those that arrived. `keep` keeps the list for later changes."""

    tasks: tuple[Task, ...] = ()
    completed: tuple[Identifier, ...] = ()
    failed: tuple[Identifier, ...] = ()
    keep: bool = False
    queue_id: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    available: Demand | None = None


class Components(Struct, frozen=True, gc=False):
    """What a score is made of: see `prioritization.py`. They add up to it."""

    priority: float
    slack: float
    critical_path: float
    dependants: float
    age: float
    duration: float
    resources: float
    inherited: float


class Ranked(Struct, frozen=True, gc=False):
    """A task in its place. `ready`: it waits for no other. `raised_by` is the task whose score it inherited, and
    `slack_seconds` when it has to start for every deadline behind it to be met."""

    id: str
    rank: int
    score: float
    ready: bool
    components: Components
    raised_by: str | None
    slack_seconds: float | None


class Blocked(Struct, frozen=True, gc=False):
    """What can't run any more, because a task that it waits for failed."""

    id: str
    because_of: str


class PrioritizeAnswer(Struct, frozen=True):
    """The tasks that are left, in order; `left` counts the blocked ones too."""

    tasks: list[Ranked]
    blocked: list[Blocked]
    left: int
    queue_id: str | None
    weights: dict[str, float]
    prioritized_at: float


class Prioritizer:
    """One for the process. A tenant finds its own lists and no others; they live as long as the process at most."""

    def __init__(
        self, usual: Usual, whole: Callable[[], Amount], limits: Limits, clock: Callable[[], float] = time.time
    ) -> None:
        """`whole()` is what there is of each resource, `clock` gives seconds since the epoch."""
        self._usual = usual
        self._whole = whole
        self._limits = limits
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], TaskQueue] = OrderedDict()

    def prioritize(self, request: PrioritizeRequest, tenant: str) -> PrioritizeAnswer:
        """The order, with why.

        Raises:
            InvalidInput: a cycle, an unknown dependency, an id sent twice, a demand over the limits, nothing to order.
            NotFound: the list is not, or no longer, kept.
            TooLarge: over the limit of tasks.
        """
        self._check(request)
        queue_id, queue = self._queue(request, tenant)
        now = self._clock()
        found = queue.update(request.tasks, request.completed, request.failed, now)
        if queue_id is not None:
            self._keep(tenant, queue_id, queue)
        blocked = [*map(Blocked, found.blocked.keys(), found.blocked.values())]
        return PrioritizeAnswer(_ranked(found), blocked, len(queue), queue_id, WEIGHTS, now)

    def _check(self, request: PrioritizeRequest) -> None:
        if (size := len(request.tasks)) > self._limits.max_tasks:
            raise over("tasks", "a list", size, self._limits.max_tasks, "tasks")
        demands = ((f"tasks.{i}.resources", task.resources) for i, task in enumerate(request.tasks) if task.resources)
        check_limits(demands, self._limits)
        if request.available is not None:
            check_limits([("available", request.available)], self._limits)

    def _queue(self, request: PrioritizeRequest, tenant: str) -> tuple[str | None, TaskQueue]:
        if request.queue_id is not None:
            return request.queue_id, self._find(tenant, request.queue_id)
        if not request.tasks:
            raise InvalidInput(
                "tasks: there is nothing to prioritize.",
                field="tasks",
                remedy="Send tasks, or the queue_id of a list that was kept.",
            )
        available = self._whole() if request.available is None else Amount.of(request.available)
        queue = TaskQueue(self._usual, available, self._limits.max_tasks)
        return (new_id("queue") if request.keep else None), queue

    def _find(self, tenant: str, queue_id: str) -> TaskQueue:
        try:
            return self._kept[tenant, queue_id]
        except KeyError:
            raise NotFound(
                f"There is no list {queue_id!r}.",
                field="queue_id",
                remedy="Lists are kept in memory, the latest ones only: send all tasks again, with keep.",
            ) from None

    def _keep(self, tenant: str, queue_id: str, queue: TaskQueue) -> None:
        self._kept[tenant, queue_id] = queue
        self._kept.move_to_end((tenant, queue_id))
        if len(self._kept) > MAX_QUEUES:
            self._kept.popitem(last=False)


def _ranked(found: Prioritized) -> list[Ranked]:
    """Built column by column: there may be 10,000."""
    ranking, order = found.ranking, found.order
    names = [task.id for task in found.tasks]
    components = map(Components, *[_listed(ranking.components[name], order) for name in Components.__struct_fields__])
    return [
        *map(
            Ranked,
            [names[task] for task in order.tolist()],
            range(1, len(order) + 1),
            _listed(ranking.score, order),
            (found.waits_for[order] == 0).tolist(),
            components,
            _raised(found, names),
            _slack(found),
        )
    ]


def _listed(figures: Figures, order: Indices) -> list[float]:
    listed: list[float] = np.round(figures[order], DIGITS).tolist()
    return listed


def _raised(found: Prioritized, names: Sequence[str]) -> list[str | None]:
    """Which task each one's score was raised to; None for its own."""
    raisers = found.ranking.raised_by[found.order].tolist()
    pairs = zip(found.order.tolist(), raisers, strict=True)
    return [None if raiser == task else names[raiser] for task, raiser in pairs]


def _slack(found: Prioritized) -> list[float | None]:
    """Seconds until each has to start; None without a deadline."""
    return [None if seconds == inf else seconds for seconds in _listed(found.ranking.slack_s, found.order)]
