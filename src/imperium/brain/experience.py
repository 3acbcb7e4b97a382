"""What runs teach when they end: how far estimates were off, and which plans work."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from msgspec import Struct

from imperium.brain.estimates import Estimates, Observation, Window
from imperium.brain.memory import PlanMemory
from imperium.brain.piece import work_of
from imperium.brain.repository import PlanRepository
from imperium.kit.ids import new_id
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import ImperiumError
from imperium.platform.journal import Entry, Journal
from imperium.platform.telemetry import metrics
from imperium.workflows.engine import principal_of
from imperium.workflows.run import RunState, TaskState
from imperium.workflows.spec import Task
from imperium.workflows.targets import ModelTargets

BACKLOG = 500
"""Runs that ended and wait to be learned from; where more come, the oldest are left out."""
AT_ONCE = 50
REST_S = 0.25
"""So many runs are learned from between two rests, so that thousands of short runs don't pay for it."""
SAMPLE = 64
"""So many tasks of a run are looked at: as many as an estimate remembers."""
SEEN = 4_096
OTHER = "other"
log = structlog.get_logger(__name__)


class Tried(Struct, frozen=True):
    """What is learned of a task: where it stands in the run, how it went, how long it took and what it cost."""

    place: int
    id: str
    succeeded: bool
    started_at: float
    seconds: float
    cost_micro_usd: int


class Ended(Struct, frozen=True):
    """What is learned of a run: no output of any task is kept for it."""

    run_id: str
    status: str
    request: dict[str, Any]
    principal: Principal
    seconds: float
    cost_micro_usd: int
    at: float
    tasks: tuple[Tried, ...]


class Experience:
    """`ended` is called for every run, on the event loop, and takes microseconds."""

    def __init__(
        self,
        estimates: Estimates,
        memory: PlanMemory,
        repository: PlanRepository,
        journal: Journal,
        targets: ModelTargets,
    ) -> None:
        self._estimates = estimates
        self._memory = memory
        self._repository = repository
        self._journal = journal
        self._targets = targets
        self._waiting: deque[Ended] = deque(maxlen=BACKLOG)
        self._seen: OrderedDict[tuple[str, str, float], None] = OrderedDict()
        self._woken = asyncio.Event()
        self._learning: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Recall what was observed; from then on learn from what ends."""
        self._estimates.recall(await self._repository.windows())
        await self._repository.forget()
        self._learning = asyncio.create_task(self._learn())

    async def close(self) -> None:
        """What still waits is learned from before this returns."""
        if self._learning is not None:
            self._learning.cancel()
            await asyncio.gather(self._learning, return_exceptions=True)
        self.learn(BACKLOG)

    def ended(self, state: RunState) -> None:
        self._waiting.append(_what_became(state))
        self._woken.set()

    async def _learn(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._waiting:
                self.learn(AT_ONCE)
                await asyncio.sleep(REST_S)

    def learn(self, most: int) -> None:
        """From so many of the runs that wait, the oldest first."""
        for _ in range(min(most, len(self._waiting))):
            run = self._waiting.popleft()
            try:
                self._journal.note(*self._observed(run), *self._remembered(run))
            except (ImperiumError, LookupError, ValueError, TypeError) as error:
                log.warning("nothing was learned from a run", run_id=run.run_id, problem=str(error))

    def _observed(self, run: Ended) -> list[Entry]:
        """The rows of what a run tells of estimates: tasks that were tried, each once."""
        tasks = [task for stage in run.request["workflow"] for task in stage["tasks"]]
        changed: dict[tuple[str, int], Window] = {}
        for tried in run.tasks:
            if self._is_new(run.run_id, tried):
                task = Task.model_validate(tasks[tried.place])
                windows = self._estimates.observe(self._observation(run, tried, task))
                changed |= {(window.capability, window.size): window for window in windows}
        return [self._repository.observed(window) for window in changed.values()]

    def _is_new(self, run_id: str, task: Tried) -> bool:
        key = (run_id, task.id, task.started_at)
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        return True

    def _observation(self, run: Ended, tried: Tried, task: Task) -> Observation:
        expected = self._targets.foresee(task, run.request.get("variables", {}), run.principal)
        return Observation(
            capability=work_of(self._targets.capability(task.model, run.principal).name, task.model),
            seconds=expected.seconds,
            cost_micro_usd=expected.cost_micro_usd,
            real_seconds=tried.seconds,
            real_cost_micro_usd=tried.cost_micro_usd,
            succeeded=tried.succeeded,
        )

    def _remembered(self, run: Ended) -> Iterator[Entry]:
        """The row of what became of a plan. One that was made elsewhere is remembered if it worked."""
        plan = run.request.get("plan") or {}
        worked = run.status == "succeeded"
        if plan_id := plan.get("brief", {}).get("plan_id"):
            metrics.PLANS.labels(run.status).inc()
            yield self._repository.ended(plan_id, run.status, run.seconds, run.cost_micro_usd)
        elif worked and run.request.get("objective") and (goals := _goals(plan)):
            yield self._made_elsewhere(run, plan["steps"], goals)
        else:
            return
        if worked:
            self._memory.forget(run.principal.tenant)

    def _made_elsewhere(self, run: Ended, steps: list[dict[str, Any]], goals: tuple[str, ...]) -> Entry:
        return self._repository.made(
            new_id("plan"),
            run.principal.tenant,
            str(run.request["objective"]),
            goals[0] if len(goals) == 1 else OTHER,
            goals,
            seconds=sum(step["estimated_seconds"] for step in steps),
            cost_micro_usd=sum(step["estimated_cost_micro_usd"] for step in steps),
            status=run.status,
            run_id=run.run_id,
            real_seconds=run.seconds,
            real_cost_micro_usd=run.cost_micro_usd,
            ended_at=run.at,
        )


def _what_became(state: RunState) -> Ended:
    tried = [(place, task) for place, task in enumerate(state.tasks.values()) if task.started_at is not None]
    ended = [(place, task) for place, task in tried if task.status in ("succeeded", "failed")]
    return Ended(
        run_id=state.id,
        status=state.status,
        request=state.request,
        principal=principal_of(state),
        seconds=_seconds([task for _, task in tried]),
        cost_micro_usd=state.cost_micro_usd,
        at=state.updated_at,
        tasks=tuple(_tried(place, task) for place, task in ended[:: len(ended) // SAMPLE + 1]),
    )


def _tried(place: int, task: TaskState) -> Tried:
    succeeded = task.status == "succeeded"
    return Tried(place, task.id, succeeded, task.started_at or 0.0, task.seconds, task.cost_micro_usd)


def _seconds(tried: Sequence[TaskState]) -> float:
    """From the first task's start to the last one's end."""
    starts = [task.started_at or 0.0 for task in tried]
    ends = [(task.started_at or 0.0) + task.seconds for task in tried]
    return max(ends) - min(starts) if tried else 0.0


def _goals(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What the plan made: the kinds of its deliverables, in order."""
    wanted = plan.get("brief", {}).get("deliverables", [])
    return tuple(dict.fromkeys(str(deliverable["kind"]) for deliverable in wanted))
