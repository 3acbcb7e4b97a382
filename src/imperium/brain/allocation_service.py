"""`POST /api/v1/l20/optimize-resources`: who gets what, who waits, and for what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from imperium.brain.allocation import Allocation, Claim, allocate
from imperium.brain.allocation_answer import Improvement, OptimizeAnswer, answer
from imperium.brain.allocation_demand import Amount, Demand, check_limits
from imperium.brain.prioritization import LEVELS, Level
from imperium.brain.prioritization_task import Identifier, Usual
from imperium.brain.scheduling_wire import check_unique
from imperium.brain.utilization import Utilization
from imperium.platform.errors import ImperiumError
from imperium.platform.limits import over
from imperium.platform.settings import Limits
from imperium.platform.workers import Workers

SOLVER = "imperium.brain.allocation_improvement:solve"
IMPROVED_UNASKED = 1_000
"""Requests of up to so many tasks are improved for `IMPROVE_S` unless they say otherwise."""

IMPROVE_S = 0.2
START_S = 60.0
"""A worker that has not answered by then, beyond the time it was given, is given up."""


class Applicant(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A task that asks for resources. Without `resources` it needs what the capability `type` declares."""

    id: Identifier
    priority: Level = "normal"
    tenant: Annotated[str, Meta(max_length=200)] = ""
    type: Annotated[str, Meta(max_length=200)] = ""
    resources: Demand | None = None


class OptimizeRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """`available` is what is free on this machine unless it is given; `improve_seconds` 0 leaves it at fairness."""

    tasks: tuple[Applicant, ...]
    available: Demand | None = None
    improve_seconds: Annotated[float, Meta(ge=0, le=30)] | None = None


class Allocator:
    """One for the process."""

    def __init__(self, usual: Usual, utilization: Utilization, workers: Workers, limits: Limits) -> None:
        self._usual = usual
        self._utilization = utilization
        self._workers = workers
        self._limits = limits

    async def optimize(self, request: OptimizeRequest) -> OptimizeAnswer:
        """Who gets what. Raises InvalidInput for a demand over the limits or an id that is sent twice, and TooLarge
        over the limit of tasks."""
        self._check(request)
        claims = self._claims(request.tasks)
        available = self._utilization.free if request.available is None else Amount.of(request.available)
        fair = allocate(claims, available)
        admitted, improvement = await self._improved(claims, available, fair, _seconds(request))
        ids = [task.id for task in request.tasks]
        return answer(ids, claims, available, admitted, frozenset(fair.admitted), improvement)

    def _check(self, request: OptimizeRequest) -> None:
        if (size := len(request.tasks)) > self._limits.max_tasks:
            raise over("tasks", "a list", size, self._limits.max_tasks, "tasks")
        check_limits(
            ((f"tasks.{i}.resources", t.resources) for i, t in enumerate(request.tasks) if t.resources), self._limits
        )
        if request.available is not None:
            check_limits([("available", request.available)], self._limits)
        check_unique([task.id for task in request.tasks], "tasks")

    def _claims(self, tasks: Sequence[Applicant]) -> list[Claim]:
        kinds = {kind: Amount.of(self._usual(kind)[1]) for kind in {task.type for task in tasks}}
        return [
            Claim(t.priority, t.tenant, kinds[t.type] if t.resources is None else Amount.of(t.resources)) for t in tasks
        ]

    async def _improved(
        self, claims: Sequence[Claim], available: Amount, fair: Allocation, seconds: float
    ) -> tuple[list[int], Improvement]:
        """The admitted claims, and what the solver came to."""
        if seconds <= 0 or not _could_gain(claims, available, fair):
            return fair.admitted, Improvement(tried=False, why="nothing to gain" if seconds > 0 else "not asked for")
        job = {
            "claims": [(claim.priority, claim.tenant, *claim.needs) for claim in claims],
            "available": [*available],
            "seconds": seconds,
        }
        try:
            found = await self._workers.run(SOLVER, job, timeout_s=seconds + START_S)
        except ImperiumError as error:
            return fair.admitted, Improvement(tried=False, why=" ".join(filter(None, [error.detail, error.remedy])))
        return found["admitted"], Improvement(tried=True, gained=found["gained"], proved=found["proved"])


def _seconds(request: OptimizeRequest) -> float:
    if request.improve_seconds is not None:
        return request.improve_seconds
    return IMPROVE_S if len(request.tasks) <= IMPROVED_UNASKED else 0.0


def _could_gain(claims: Sequence[Claim], available: Amount, fair: Allocation) -> bool:
    """Whether something waits that would fit if others of its priority made room."""
    admitted, room = set(fair.admitted), dict.fromkeys(LEVELS, available)
    for level in LEVELS:
        for i in admitted:
            if LEVELS[claims[i].priority] > LEVELS[level]:
                room[level] -= claims[i].needs
    return any(i not in admitted and claim.needs.fits(room[claim.priority]) for i, claim in enumerate(claims))
