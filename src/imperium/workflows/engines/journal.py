"""The embedded engine: runs are coroutines, their memory is the event log, kill -9 loses nothing that was recorded.

A run that is interrupted anywhere is interpreted again from its start; every task that succeeded answers from the
record, so it is neither run nor paid again. Pausing, failing and crashing all end in the same place, and resuming is
the same for all three.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

import structlog

from imperium.kit.ids import new_id
from imperium.platform.capability import Context
from imperium.platform.errors import (
    Conflict,
    FatalError,
    ImperiumError,
    NotFound,
    TimedOut,
)
from imperium.platform.events import EventLog
from imperium.platform.fair import HOLDER, FairSlots, Priority
from imperium.workflows.clock import Clock
from imperium.workflows.engine import RunRequest, workflow_of
from imperium.workflows.interpreter import Parked, interpret
from imperium.workflows.live import LiveRun
from imperium.workflows.port import Crew, Explain, RunPort
from imperium.workflows.recorder import Recorder, WithEnd
from imperium.workflows.repository import RunRepository
from imperium.workflows.run import UNPAUSED, RunState
from imperium.workflows.spec import Workflow
from imperium.workflows.tasks import Budget, TaskRunner

log = structlog.get_logger(__name__)


class JournalEngine:
    """See `workflows/engine.py` for the contract."""

    def __init__(
        self,
        log: EventLog,
        repository: RunRepository,
        runner: TaskRunner,
        context: Callable[[RunState], Context],
        explain: Explain,
        slots: FairSlots,
        deliver: Callable[[RunState], Awaitable[dict[str, Any] | None]],
        on_end: Callable[[RunState], None] = lambda state: None,
        with_end: WithEnd = lambda state: (),
    ) -> None:
        """`context(state)` is what a run's tasks may use, `deliver(state)` what is handed over at the end, if any;
        `on_end(state)` is told of every run that ended; `with_end(state)` is written together with its end."""
        self._log = log
        self._repository = repository
        self._recorder = Recorder(log, repository, with_end)
        self._crew = Crew(self._recorder, runner, context, explain)
        self._slots = slots
        self._deliver = deliver
        self._on_end = on_end
        self._live: dict[str, LiveRun] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._closing = False

    async def start(self) -> None:
        found = await asyncio.gather(*map(self._taken_up, await self._repository.unfinished()))
        states = [state for state in found if state is not None]
        await asyncio.gather(
            *(self._recorder.move(state, "run.resumed", "queued", {"reason": "restart"}) for state in states)
        )
        for state in states:
            self._launch(state)

    async def _taken_up(self, run_id: str) -> RunState | None:
        """An unfinished run; None when it can't be read, which must not keep the others waiting."""
        try:
            state = RunState.replay(run_id, await self._log.open(run_id))
            workflow_of(state)
        except (ValueError, LookupError, TypeError):
            log.exception("a run can't be read", run_id=run_id)
            return None
        return state

    async def close(self) -> None:
        self._closing = True
        executions = [live.execution for live in self._live.values() if live.execution is not None]
        for execution in executions:
            execution.cancel()
        await asyncio.gather(*executions, return_exceptions=True)

    async def submit(self, request: RunRequest) -> RunState:
        tenant, key = request.principal.tenant, request.idempotency_key
        if key is not None and (known := await self._repository.by_idempotency_key(tenant, key)):
            return await self.state(known)
        state, data = RunState(new_id("run")), request.as_event()
        state.apply("run.queued", data, time.time())
        try:
            await self._log.append(state.id, "run.queued", data, self._repository.row(state, "queued"))
        except ImperiumError as error:
            self._log.forget(state.id)
            if (
                not isinstance(error, Conflict)
                or key is None
                or (known := await self._repository.by_idempotency_key(tenant, key)) is None
            ):
                raise
            return await self.state(known)
        self._launch(state, request.workflow)
        return state

    async def state(self, run_id: str) -> RunState:
        if live := self._live.get(run_id):
            return live.state
        events = await self._log.read(run_id)
        if not events:
            raise NotFound(f"There is no run {run_id[:80]!r}.", field="run_id", remedy="GET /workflow lists the runs.")
        return RunState.replay(run_id, events)

    async def wait(self, run_id: str, timeout_s: float) -> RunState:
        if live := self._live.get(run_id):
            await live.rest(timeout_s)
            return live.state
        return await self.state(run_id)

    async def pause(self, run_id: str) -> RunState:
        async with self._turn(run_id):
            live = await self._active(run_id, "paused")
            live.paused = True
            await self._recorder.move(live.state, "run.paused", "paused", {})
            if all(task.status != "running" for task in live.state.tasks.values()):
                await self._stop(live)
            return live.state

    async def resume(self, run_id: str) -> RunState:
        async with self._turn(run_id):
            return await self._resume(run_id)

    async def _resume(self, run_id: str) -> RunState:
        state = await self.state(run_id)
        live = self._live.get(run_id)
        if state.status not in ("paused", "failed", "cancelled"):
            raise Conflict(f"Run {run_id} is {state.status}; only what is paused, failed or cancelled can be resumed.")
        if live is None:
            state = RunState.replay(run_id, await self._log.open(run_id))
            await self._recorder.move(state, "run.resumed", "queued", {"reason": "asked"})
            self._launch(state)
            return state
        live.paused = False
        await self._recorder.move(live.state, "run.resumed", "running", {"reason": UNPAUSED})
        return live.state

    async def cancel(self, run_id: str) -> RunState:
        async with self._turn(run_id):
            return await self._cancel(run_id)

    async def _cancel(self, run_id: str) -> RunState:
        if run_id not in self._live and (await self.state(run_id)).status == "paused":
            state = RunState.replay(run_id, await self._log.open(run_id))
            await self._end(state, "cancelled", {})
            self._log.forget(run_id)
            return state
        live = await self._active(run_id, "cancelled")
        live.cancelled = True
        await self._stop(live)
        return live.state

    def depth(self) -> dict[Priority, int]:
        return self._slots.depth()

    def running(self) -> int:
        """Runs that hold a slot."""
        return self._slots.held

    def request_of(self, run_id: str) -> dict[str, Any]:
        """What a run in hand was asked to do; nothing of one that isn't."""
        live = self._live.get(run_id)
        return live.state.request if live else {}

    # ── one run ──────────────────────────────────────────────────────────────────────────────────────────────

    def _turn(self, run_id: str) -> asyncio.Lock:
        """Who changes a run from outside does it alone: two that resume it would run it twice."""
        return self._turns.setdefault(run_id, asyncio.Lock())

    async def _active(self, run_id: str, wanted: str) -> LiveRun:
        live = self._live.get(run_id)
        if live is not None and live.ending:
            await live.rest()
        live, state = self._live.get(run_id), await self.state(run_id)
        if live is None or state.is_final:
            raise Conflict(f"Run {run_id} is {state.status}; it can't be {wanted}.")
        return live

    async def _stop(self, live: LiveRun) -> None:
        """End the coroutine of a run and wait for it."""
        if live.execution is not None:
            await asyncio.sleep(0)  # one that has not begun would not even notice its end
            live.execution.cancel()
            await live.rest()

    def _launch(self, state: RunState, workflow: Workflow | None = None) -> None:
        budget = Budget(state.request.get("budget_micro_usd"), state.cost_micro_usd)
        live = LiveRun(state, workflow or workflow_of(state), budget)
        self._live[state.id] = live
        live.execution = asyncio.create_task(self._execute(live), name=state.id)

    async def _execute(self, live: LiveRun) -> None:
        HOLDER.set(live.state.id)
        try:
            waits = not self._slots.is_free
            await self._slots.acquire(live.state.request["priority"])
            try:
                await self._interpret(live, waits)
            finally:
                self._slots.release()
        except asyncio.CancelledError:
            if live.cancelled and not self._closing:
                await self._end(live.state, "cancelled", {})
        except Exception as error:
            log.exception("a run broke", run_id=live.state.id)
            await self._end(live.state, "failed", {"error": FatalError(f"{type(error).__name__}: {error}").as_dict()})
        finally:
            if self._live.get(live.state.id) is live:
                del self._live[live.state.id]
                self._log.forget(live.state.id)
            if live.state.is_final:
                self._on_end(live.state)

    async def _interpret(self, live: LiveRun, waited: bool) -> None:
        """Run to the end, to a pause, or to the timeout; record which. That it began is recorded if it had to wait."""
        if live.paused:
            return
        self._recorder.note_begin(live.state, waited)
        limit_s = live.state.request["timeout_s"]
        try:
            with Clock(limit_s) as live.clock:
                while True:
                    try:
                        succeeded = await interpret(live.workflow, RunPort(live, self._crew))
                        break
                    except Parked:
                        if live.paused:
                            return
        except TimeoutError:
            await self._finish(live, "failed", {"error": _too_long(limit_s).as_dict()})
        else:
            await self._conclude(live, succeeded)
        finally:
            live.clock = None

    async def _conclude(self, live: LiveRun, succeeded: bool) -> None:
        """Hand over what there is, then record the end."""
        state = live.state
        if state.delivery is None and (delivery := await self._deliver(state)):
            await self._recorder.record(state, "run.delivered", delivery)
        await self._finish(live, *(("succeeded", {}) if succeeded else ("failed", {"error": _summary(state)})))

    async def _finish(self, live: LiveRun, status: str, data: dict[str, Any]) -> None:
        """End a run by itself: from here on it can't be paused or cancelled any more."""
        live.ending = True
        await self._end(live.state, status, data)

    def _end(self, state: RunState, status: str, data: dict[str, Any]) -> Awaitable[None]:
        return self._recorder.move(state, f"run.{status}", status, data)


def _too_long(limit_s: float) -> TimedOut:
    return TimedOut(
        f"The run took longer than {limit_s:g} s.",
        remedy="Resume it: what succeeded is kept. Or give it a larger timeout_seconds.",
    )


def _summary(state: RunState) -> dict[str, Any]:
    """The run's error: its first task's, and which tasks are missing."""
    missing = [task for task in state.tasks.values() if task.status in ("failed", "skipped")]
    first = next(task for task in missing if task.status == "failed")
    error = first.error or {}
    detail = f"Task {first.id!r}: {error.get('detail', 'failed')}"
    return {**error, "detail": detail, "tasks": [task.id for task in missing]}
