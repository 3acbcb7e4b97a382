"""`/api/v1/l20/coordinate`: several domains as one durable run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from imperium.brain.allocation_demand import Amount
from imperium.brain.coordination import BY, MS, Coordination, as_declared
from imperium.brain.coordination_request import CoordinateRequest
from imperium.brain.coordination_results import gathered
from imperium.brain.prioritization import Level
from imperium.brain.scheduling import Schedule, quickest_first, schedule
from imperium.brain.scheduling_estimates import Likely
from imperium.brain.scheduling_exact import MOST_TASKS, SECONDS
from imperium.brain.scheduling_job import as_job, as_schedule
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Registry
from imperium.platform.errors import InvalidInput, NotFound
from imperium.platform.fair import Priority
from imperium.platform.workers import Workers
from imperium.workflows.schemas import WorkflowRequest
from imperium.workflows.service import WorkflowService

EXACT = "imperium.brain.scheduling_exact:solve"
LISTED = "imperium.brain.scheduling_job:solve"
INLINE_TASKS = 1_000
"""More tasks than that are scheduled in a worker (1,000 take 6 to 45 ms, 10,000 60 ms and more)."""

START_S = 60.0
PATIENCE = 5.0
"""A run may take so many times as long as expected, and never less than the configured time."""

PRIORITIES: dict[Level, Priority] = {"critical": "high", "high": "high", "normal": "medium", "low": "low"}


class Coordinator:
    """One for the process. `whole()` is what there is of each resource."""

    def __init__(
        self,
        registry: Registry,
        workflows: WorkflowService,
        workers: Workers,
        whole: Callable[[], Amount],
        *,
        most_tasks: int,
        timeout_s: float,
        likely: Likely = as_declared,
    ) -> None:
        self._registry = registry
        self._workflows = workflows
        self._workers = workers
        self._whole = whole
        self._most_tasks = most_tasks
        self._timeout_s = timeout_s
        self._likely = likely

    async def coordinate(
        self, request: CoordinateRequest, principal: Principal, key: str | None = None
    ) -> dict[str, Any]:
        """Start it. Raises InvalidInput, TooLarge, and NotBuilt when `exact` needs what isn't installed."""
        job = Coordination.of(request, self._registry, self._whole(), self._most_tasks, self._likely)
        found = await self._scheduled(job, exact=request.exact)
        shown = _shown(job, found, "cp-sat" if request.exact else "list")
        wanted = WorkflowRequest(
            priority=PRIORITIES[request.priority],
            budget_usd=request.budget_usd,
            timeout_seconds=request.timeout_seconds or self._patience(found.makespan / MS),
        )
        state = await self._workflows.start_plan(job.plan(found.starts, shown), wanted, principal, key=key)
        url = f"/workflow/{state.id}"
        return {
            "status": state.status,
            "run_id": state.id,
            "status_url": url,
            "events_url": f"{url}/events",
            "results_url": f"/api/v1/l20/coordinate/{state.id}",
            "schedule": shown,
        }

    async def results(self, run_id: str, principal: Principal) -> dict[str, Any]:
        """By domain. Raises NotFound, also for a run that coordinates nothing."""
        state = await self._workflows.get(run_id, principal)
        if (state.request.get("plan") or {}).get("by") != BY:
            raise NotFound(
                f"Run {run_id[:80]!r} coordinates no domains.", field="run_id", remedy=f"See /workflow/{state.id}."
            )
        return gathered(state)

    async def _scheduled(self, job: Coordination, *, exact: bool) -> Schedule:
        if exact:
            return await self._exact(job)
        if len(job.tasks) <= INLINE_TASKS:
            return quickest_first(job.work, job.capacity, schedule(job.work, job.capacity))
        return as_schedule(await self._workers.run(LISTED, as_job(job.work, job.capacity)))

    async def _exact(self, job: Coordination) -> Schedule:
        if (count := len(job.tasks)) > MOST_TASKS:
            raise _too_many(count)
        first = schedule(job.work, job.capacity)
        asked = {**as_job(job.work, job.capacity), "starts": list(first.starts)}
        answer = await self._workers.run(EXACT, asked, timeout_s=SECONDS + START_S)
        ends = [start + lasts for start, lasts in zip(answer["starts"], job.work.durations, strict=True)]
        return Schedule(answer["starts"], max(ends), max(first.bound, answer["bound"]))

    def _patience(self, expected_s: float) -> float:
        return min(86_400.0, max(self._timeout_s, PATIENCE * expected_s))


def _too_many(count: int) -> InvalidInput:
    return InvalidInput(
        f"exact: {count} tasks; the shortest schedule is looked for among up to {MOST_TASKS}.",
        field="exact",
        value=count,
        limit=MOST_TASKS,
        remedy="Leave `exact` out.",
    )


def _shown(job: Coordination, found: Schedule, method: str) -> dict[str, Any]:
    """In seconds."""
    return {
        "method": method,
        "makespan_seconds": found.makespan / MS,
        "bound_seconds": found.bound / MS,
        "gap": round(found.gap, 4),
        "resources": job.capacity.as_dict(),
        "critical_path": job.critical_path(),
        "tasks": _planned(job, found.starts),
        "dependencies": _explained(job),
    }


def _planned(job: Coordination, starts: Sequence[int]) -> list[dict[str, Any]]:
    """Every task with its times, in the order in which they start."""
    waits_for, given = job.waits_for(), job.given()
    return [
        {
            "task": job.tasks[place].name,
            "domain": job.tasks[place].domain,
            "start_seconds": starts[place] / MS,
            "end_seconds": (starts[place] + job.work.durations[place]) / MS,
            "resources": job.work.needs[place].as_dict(),
            "depends_on": waits_for[place],
            "inputs_from": given[place],
            "assumed": job.tasks[place].assumed,
        }
        for place in sorted(range(len(job.tasks)), key=lambda place: (starts[place], place))
    ]


def _explained(job: Coordination) -> Sequence[dict[str, Any]]:
    return [
        {
            "task": job.tasks[link.then].name,
            "after": job.tasks[link.first].name,
            "takes": link.field,
            "why": link.why,
        }
        for link in job.links
    ]
