"""`POST /api/v1/l20/optimize-resources`: who gets what, who waits, and for what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Annotated, Any

from msgspec import Meta, Struct

from imperium.brain.allocation import Allocation, Claim, allocate
from imperium.brain.allocation_demand import KINDS, UNITS, Amount, Demand, check_limits
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

    async def optimize(self, request: OptimizeRequest) -> dict[str, Any]:
        """The answer as plain data. Raises InvalidInput for a demand over the limits or an id that is sent twice, and
        TooLarge over the limit of tasks."""
        self._check(request)
        claims = self._claims(request.tasks)
        available = self._utilization.free if request.available is None else Amount.of(request.available)
        fair = allocate(claims, available)
        admitted, improvement = await self._improved(claims, available, fair, _seconds(request))
        return _answer(request.tasks, claims, available, admitted, set(fair.admitted), improvement)

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
    ) -> tuple[list[int], dict[str, Any]]:
        """The admitted claims, and what the solver came to."""
        if seconds <= 0 or not _could_gain(claims, available, fair):
            why = "nothing to gain" if seconds > 0 else "not asked for"
            return fair.admitted, {"tried": False, "gained": 0, "proved": False, "why": why}
        job = {
            "claims": [(claim.priority, claim.tenant, *claim.needs) for claim in claims],
            "available": [*available],
            "seconds": seconds,
        }
        try:
            found = await self._workers.run(SOLVER, job, timeout_s=seconds + START_S)
        except ImperiumError as error:
            why = " ".join(filter(None, [error.detail, error.remedy]))
            return fair.admitted, {"tried": False, "gained": 0, "proved": False, "why": why}
        return found["admitted"], {"tried": True, "gained": found["gained"], "proved": found["proved"], "why": None}


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


def _answer(
    tasks: Sequence[Applicant],
    claims: Sequence[Claim],
    available: Amount,
    admitted: Sequence[int],
    fair: set[int],
    improvement: dict[str, Any],
) -> dict[str, Any]:
    chosen = set(admitted)
    used, held = Amount(), defaultdict[str, Amount](Amount)
    for i in admitted:
        used = used.plus(claims[i].needs)
        held[claims[i].tenant] = held[claims[i].tenant].plus(claims[i].needs)
    missing = _Missing(claims, available, admitted)
    return {
        "allocations": [
            {**_named(tasks[i], claims[i]), "by": "fairness" if i in fair else "improvement"} for i in admitted
        ],
        "waiting": [
            {**_named(task, claim), **missing.of(claim)}
            for i, (task, claim) in enumerate(zip(tasks, claims, strict=True))
            if i not in chosen
        ],
        "utilization": _utilization(used, available),
        "tenants": {
            tenant: {"dominant_share": _rounded(amount.share_of(available))} for tenant, amount in held.items()
        },
        "improvement": improvement,
    }


def _named(task: Applicant, claim: Claim) -> dict[str, Any]:
    return {"id": task.id, "priority": task.priority, "tenant": task.tenant, "resources": claim.needs.as_dict()}


class _Missing:
    """What claims wait for, when all that goes before them has been given its own."""

    def __init__(self, claims: Sequence[Claim], available: Amount, admitted: Sequence[int]) -> None:
        self._available = available
        self._free = self._left(claims, admitted)
        counts = Counter(claims[i].priority for i in admitted)
        self._ahead = dict(zip(LEVELS, accumulate(counts[level] for level in LEVELS), strict=True))
        self._known: dict[tuple[Level, Amount], dict[str, Any]] = {}

    def _left(self, claims: Sequence[Claim], admitted: Sequence[int]) -> dict[Level, Amount]:
        """By priority what it and all above it leave."""
        taken = dict.fromkeys(LEVELS, Amount())
        for i in admitted:
            taken[claims[i].priority] = taken[claims[i].priority].plus(claims[i].needs)
        left = accumulate(taken.values(), Amount.__sub__, initial=self._available)
        return dict(zip(LEVELS, list(left)[1:], strict=True))

    def of(self, claim: Claim) -> dict[str, Any]:
        """`waits_for` by resource, the same in words, and whether it `fits` at all."""
        key = (claim.priority, claim.needs)
        if key not in self._known:
            self._known[key] = self._explained(claim)
        return self._known[key]

    def _explained(self, claim: Claim) -> dict[str, Any]:
        if lacks := _lacking(claim.needs, self._available):
            return {"waits_for": lacks, "reason": f"It never fits: {_in_words(lacks)} than there is.", "fits": False}
        lacks = _lacking(claim.needs, self._free[claim.priority])
        who = f"{self._ahead[claim.priority]} admitted tasks of its priority and above"
        return {"waits_for": lacks, "reason": f"It needs {_in_words(lacks)} than {who} leave.", "fits": True}


def _lacking(needs: Amount, room: Amount) -> dict[str, float]:
    return _present(Amount(*(max(0, needed - there) for needed, there in zip(needs, room, strict=True))))


def _in_words(lacks: Mapping[str, float]) -> str:
    return " and ".join(f"{amount:g} more {UNITS[kind]}" for kind, amount in lacks.items())


def _present(amount: Amount) -> dict[str, float]:
    return {kind: value for kind, value in amount.as_dict().items() if value}


def _utilization(used: Amount, available: Amount) -> dict[str, Any]:
    taken, there = used.as_dict(), available.as_dict()
    return {
        kind: {"used": taken[kind], "available": there[kind], "share": _rounded(taken[kind] / (there[kind] or 1))}
        for kind in KINDS
    }


def _rounded(share: float) -> float:
    return round(share, 4)
