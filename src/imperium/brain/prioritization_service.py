"""`POST /api/v1/l20/prioritize`: tasks in, the same tasks in order out, with why."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
from msgspec import Meta, Struct

from imperium.brain.allocation_demand import Amount, Demand, check_limits
from imperium.brain.prioritization import DIGITS, WEIGHTS
from imperium.brain.prioritization_queue import Prioritized, TaskQueue
from imperium.brain.prioritization_task import Identifier, Task, Usual
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

    def prioritize(self, request: PrioritizeRequest, tenant: str) -> dict[str, Any]:
        """The answer as plain data.

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
        return {**_answer(found), "left": len(queue), "queue_id": queue_id, "weights": WEIGHTS, "prioritized_at": now}

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


def _answer(found: Prioritized) -> dict[str, Any]:
    """The tasks in order, and what can't run any more."""
    ranking, order = found.ranking, found.order
    names = [task.id for task in found.tasks]
    scores, waits = (_listed(figures, order) for figures in (ranking.score, found.waits_for))
    components = [_listed(figures, order) for figures in ranking.components.values()]
    keys = tuple(ranking.components)
    rows = zip(order.tolist(), scores, waits, _raised(found), _slack(found), zip(*components, strict=True), strict=True)
    return {
        "tasks": [
            {
                "id": names[task],
                "rank": place,
                "score": score,
                "ready": not waiting,
                "components": dict(zip(keys, shares, strict=True)),
                "raised_by": raised_by,
                "slack_seconds": slack,
            }
            for place, (task, score, waiting, raised_by, slack, shares) in enumerate(rows, 1)
        ],
        "blocked": [{"id": task_id, "because_of": cause} for task_id, cause in found.blocked.items()],
    }


def _listed(figures: np.ndarray[Any, Any], order: np.ndarray[Any, Any]) -> list[Any]:
    listed: list[Any] = np.round(figures[order], DIGITS).tolist()
    return listed


def _raised(found: Prioritized) -> list[str | None]:
    """Which task each one's score was raised to; None for its own."""
    by = found.ranking.raised_by[found.order].tolist()
    return [
        None if raiser == task else found.tasks[raiser].id
        for task, raiser in zip(found.order.tolist(), by, strict=True)
    ]


def _slack(found: Prioritized) -> list[float | None]:
    """Seconds until each has to start; None without a deadline."""
    slack = found.ranking.slack_s[found.order]
    if not np.isfinite(slack).any():
        return [None] * len(slack)
    return [round(seconds, DIGITS) if np.isfinite(seconds) else None for seconds in slack.tolist()]
