"""A run's tasks, done once for all: what is asked for is performed and recorded, or answered from the record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec.structs import replace as with_changes

from imperium.platform.capability import Context, Result, Waiting
from imperium.platform.errors import ImperiumError, LogicalError, ResourceError, TransientError
from imperium.platform.preview import Preview
from imperium.workflows.interpreter import Outcome
from imperium.workflows.live import LiveRun
from imperium.workflows.recorder import Recorder
from imperium.workflows.run import RunState
from imperium.workflows.spec import Task
from imperium.workflows.tasks import TaskRunner


class Explain(Protocol):
    """Puts a task's final failure into words: what happened, and what to do next."""

    async def __call__(self, task: Task, error: ImperiumError, context: Context) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work. `context(state)` is what every task of a run may use."""

    recorder: Recorder
    runner: TaskRunner
    context: Callable[[RunState], Context]
    explain: Explain


class RunPort:
    """One run's memory, for the interpreter."""

    def __init__(self, live: LiveRun, crew: Crew) -> None:
        self._live = live
        self._crew = crew
        self._tasks = live.state.tasks
        self._context = crew.context(live.state)

    async def step(self, task_id: str, task: Task, scope: Mapping[str, Any]) -> Outcome:
        known = self._tasks[task_id]
        if known.status == "succeeded":
            return Outcome(known.output)
        if known.status == "failed":
            return Outcome(failed=True)
        if self._live.paused:
            return Outcome(parked=True)
        attempts = _Attempts(self._crew.recorder, self._live, task_id, self._context)
        started = time.monotonic()
        try:
            result = await self._crew.runner.run(task, scope, self._live.budget, attempts)
        except ImperiumError as error:
            return await self._fail(task_id, task, error, time.monotonic() - started)
        recorder, state = self._crew.recorder, self._live.state
        success = self._success(task_id, result, time.monotonic() - started)
        try:
            try:
                await recorder.begin(state, "task.succeeded", success)  # not `record`: a coroutine less for each step
            except (ResourceError, TransientError) as error:
                await recorder.insist(state, "task.succeeded", success, (), self._live, error)
        except LogicalError as error:  # what can't be stored was paid all the same
            await attempts.charged(result.cost_micro_usd)
            return await self._fail(task_id, task, error, time.monotonic() - started)
        return Outcome(result.output)

    async def skip(self, task_id: str, error: ImperiumError) -> Outcome:
        if self._tasks[task_id].status == "succeeded":
            return Outcome(self._tasks[task_id].output)
        if self._tasks[task_id].status != "skipped":
            await self._record("task.skipped", {"task": task_id, "error": error.as_dict()})
        return Outcome(failed=True)

    async def _fail(self, task_id: str, task: Task, error: ImperiumError, seconds: float) -> Outcome:
        budget, spent = self._live.budget, self._live.state.cost_micro_usd
        left = None if budget.limit is None else max(0, budget.limit - spent)
        key = f"{self._live.state.id}:{task_id}"
        context = with_changes(self._context, budget_micro_usd=left, idempotency_key=key)
        explanation = await self._crew.explain(task, error, context)
        budget.spent += explanation["cost_micro_usd"]
        data = {**self._tried(task_id, seconds), "error": error.as_dict(), "explanation": explanation}
        await self._record("task.failed", data)
        return Outcome(failed=True)

    async def _record(self, kind: str, data: dict[str, Any]) -> None:
        await self._crew.recorder.record(self._live.state, kind, data, live=self._live)

    def _tried(self, task_id: str, seconds: float) -> dict[str, Any]:
        """How a task went; starts of short attempts have no record of their own."""
        task = self._tasks[task_id]
        return {"task": task_id, "attempts": task.attempts, "started_at": task.started_at, "seconds": round(seconds, 6)}

    def _success(self, task_id: str, result: Result, seconds: float) -> dict[str, Any]:
        """What is empty is left out: there are many steps, and each is written to the disk."""
        data = self._tried(task_id, seconds)
        data["output"] = result.output
        data["engine"] = result.engine
        data["cost_micro_usd"] = result.cost_micro_usd
        if result.model is not None:
            data["model"] = result.model
        if result.artifacts:
            data["artifacts"] = [artifact.as_dict() for artifact in result.artifacts]
        if result.details:
            data["details"] = result.details
        return data


class _Attempts:
    """Notes one task's attempts in its run's events."""

    __slots__ = ("_context", "_expected_s", "_live", "_recorder", "_since", "_task_id", "principal", "run_limit_s")

    def __init__(self, recorder: Recorder, live: LiveRun, task_id: str, context: Context) -> None:
        self._recorder = recorder
        self._live = live
        self._task_id = task_id
        self._context = context
        self._expected_s = 0.0
        self._since: float | None = None  # None while it stands in a queue
        self.principal = context.principal
        self.run_limit_s = live.state.request["timeout_s"]

    def context(self, limit_s: float, granted: int | None, waiting: Waiting) -> Context:
        return with_changes(
            self._context,
            progress=self._progress,
            publish=self._publish,
            idempotency_key=f"{self._live.state.id}:{self._task_id}",
            deadline_s=limit_s,
            budget_micro_usd=granted,
            waiting=waiting,
        )

    def _progress(self, fraction: float, message: str, preview: Preview | None = None) -> None:
        told: dict[str, Any] = {"fraction": round(fraction, 3), "message": message}
        if self._since is not None:
            elapsed = time.monotonic() - self._since
            told["remaining_seconds"] = round(remaining(min(max(fraction, 0.0), 1.0), elapsed, self._expected_s), 1)
        self._show("task.progress", told)
        if preview:
            self._show("preview", {"media_type": preview.media_type, "url": preview.url})

    def _show(self, kind: str, data: dict[str, Any]) -> None:
        self._recorder.show(self._live.state, kind, self._task_id, data)

    def _publish(self, kind: str, data: dict[str, Any]) -> None:
        self._recorder.progress(self._live.state, kind, {"task": self._task_id, **data})

    def started(self, expected_s: float) -> None:
        self._expected_s, self._since = expected_s, time.monotonic()
        self._recorder.note_start(self._live, self._task_id, expected_s)

    def retried(self, error: ImperiumError, wait_s: float) -> None:
        data = {"task": self._task_id, "error": error.as_dict(), "wait_s": wait_s}
        self._recorder.note(self._live.state, "task.retried", data)

    async def charged(self, cost_micro_usd: int) -> None:
        data = {"task": self._task_id, "cost_micro_usd": cost_micro_usd}
        await self._recorder.record(self._live.state, "task.charged", data, live=self._live)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        self._since = None
        try:
            with nullcontext() if self._live.clock is None else self._live.clock.waiting():
                yield
        finally:
            self._since = time.monotonic()


def remaining(fraction: float, elapsed_s: float, expected_s: float) -> float:
    """Seconds that are left of work of which this part took so long: the more of it is done, the more its pace counts
    and the less what was expected."""
    return (1 - fraction) * (elapsed_s + (1 - fraction) * expected_s)
