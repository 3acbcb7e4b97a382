"""What runs teach when they end: how far estimates were off, and which plans work."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator

import structlog

from imperium.brain.estimates import Estimates, Observation
from imperium.brain.memory import PlanMemory
from imperium.brain.piece import work_of
from imperium.brain.repository import PlanRepository
from imperium.kit.ids import new_id
from imperium.platform.errors import ImperiumError
from imperium.platform.journal import Entry, Journal
from imperium.workflows.engine import principal_of, workflow_of
from imperium.workflows.run import RunState, TaskState
from imperium.workflows.spec import Task
from imperium.workflows.targets import ModelTargets

BACKLOG = 1_000
"""Runs that ended and wait to be learned from; where more come, the oldest are left out."""
AT_ONCE = 50
REST_S = 0.25
"""So many runs are learned from between two rests, so that thousands of short runs don't pay for it."""
SEEN = 4_096
OTHER = "other"
log = structlog.get_logger(__name__)


class Experience:
    """`ended` is called for every run, on the event loop, and costs nothing there."""

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
        self._waiting: deque[RunState] = deque(maxlen=BACKLOG)
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
        self._waiting.append(state)
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
            state = self._waiting.popleft()
            try:
                self._journal.note(*self._observed(state), *self._remembered(state))
            except (ImperiumError, LookupError, ValueError, TypeError) as error:
                log.warning("nothing was learned from a run", run_id=state.id, problem=str(error))

    def _observed(self, state: RunState) -> Iterator[Entry]:
        """The rows of what a run tells of estimates: tasks that were tried, each once."""
        tasks = {task_id: task for task_id, _, task in workflow_of(state).placed}
        for ended in state.tasks.values():
            if self._is_new(state.id, ended):
                for window in self._estimates.observe(self._observation(state, ended, tasks[ended.id])):
                    yield self._repository.observed(window)

    def _is_new(self, run_id: str, task: TaskState) -> bool:
        key = (run_id, task.id, task.started_at or 0.0)
        if task.status not in ("succeeded", "failed") or task.started_at is None or key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        return True

    def _observation(self, state: RunState, ended: TaskState, task: Task) -> Observation:
        principal = principal_of(state)
        expected = self._targets.foresee(task, state.request.get("variables", {}), principal)
        return Observation(
            capability=work_of(self._targets.capability(task.model, principal).name, task.model),
            seconds=expected.seconds,
            cost_micro_usd=expected.cost_micro_usd,
            real_seconds=ended.seconds,
            real_cost_micro_usd=ended.cost_micro_usd,
            succeeded=ended.status == "succeeded",
        )

    def _remembered(self, state: RunState) -> Iterator[Entry]:
        """The row of what became of a plan. One that was made elsewhere is remembered if it worked."""
        plan = state.request.get("plan") or {}
        about = plan.get("brief", {})
        tenant = principal_of(state).tenant
        if plan_id := about.get("plan_id"):
            yield self._repository.ended(plan_id, state.status, _seconds(state), state.cost_micro_usd)
        elif state.status == "succeeded" and state.request.get("objective") and (goals := _goals(plan)):
            yield self._made_elsewhere(state, plan, goals, tenant)
        else:
            return
        if state.status == "succeeded":
            self._memory.forget(tenant)

    def _made_elsewhere(self, state: RunState, plan: dict[str, object], goals: tuple[str, ...], tenant: str) -> Entry:
        steps: list[dict[str, float]] = plan["steps"]  # type: ignore[assignment]
        return self._repository.made(
            new_id("plan"),
            tenant,
            str(state.request["objective"]),
            goals[0] if len(goals) == 1 else OTHER,
            goals,
            seconds=sum(step["estimated_seconds"] for step in steps),
            cost_micro_usd=int(sum(step["estimated_cost_micro_usd"] for step in steps)),
            status=state.status,
            run_id=state.id,
            real_seconds=_seconds(state),
            real_cost_micro_usd=state.cost_micro_usd,
            ended_at=state.updated_at,
        )


def _goals(plan: dict[str, object]) -> tuple[str, ...]:
    """What the plan made: the kinds of its deliverables, in order."""
    brief = plan.get("brief")
    deliverables = brief.get("deliverables", []) if isinstance(brief, dict) else []
    return tuple(dict.fromkeys(str(wanted["kind"]) for wanted in deliverables))


def _seconds(state: RunState) -> float:
    """From the first task's start to the last one's end."""
    tried = [task for task in state.tasks.values() if task.started_at is not None]
    starts = [task.started_at or 0.0 for task in tried]
    ends = [(task.started_at or 0.0) + task.seconds for task in tried]
    return max(ends) - min(starts) if tried else 0.0
