"""Writes what happens in a run: its events, and its row in the list of runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import structlog

from imperium.platform.errors import ImperiumError, ResourceError, TransientError
from imperium.platform.events import EventLog
from imperium.platform.journal import Entry
from imperium.workflows.live import LiveRun
from imperium.workflows.repository import RunRepository
from imperium.workflows.run import FINAL, RunState

log = structlog.get_logger(__name__)

WithEnd = Callable[[RunState], tuple[Entry, ...]]
"""What is written together with the end of a run."""
RECORD_START_FROM_S = 0.5  # the start of what is over sooner isn't worth a row
RETRY_RECORD_S = 2.0  # between tries to record on a full or locked database


class Recorder:
    """One for the process. Once a run is accepted, its state is changed here and nowhere else."""

    def __init__(self, log: EventLog, repository: RunRepository, with_end: WithEnd = lambda state: ()) -> None:
        self._log = log
        self._repository = repository
        self._with_end = with_end

    async def move(self, state: RunState, kind: str, status: str, data: dict[str, Any]) -> None:
        """Record a change of the run's status, in its events and in its row."""
        entries = self._with_end(state) if status in FINAL else ()
        await self.record(state, kind, data, self._repository.row(state, status), *entries)

    def note(self, state: RunState, kind: str, data: dict[str, Any]) -> None:
        """Record without waiting: losing it in a crash changes nothing."""
        state.apply(kind, data, time.time())
        self._log.note(state.id, kind, data)

    def progress(self, state: RunState, kind: str, data: dict[str, Any]) -> None:
        """Tell who follows the run; nothing is recorded."""
        self._log.progress(state.id, kind, data)

    def show(self, state: RunState, kind: str, task_id: str, data: dict[str, Any]) -> None:
        """Tell how a task stands, also who follows later; nothing is recorded."""
        self._log.show(state.id, kind, task_id, {"task": task_id, **data})

    def note_begin(self, state: RunState, waited: bool) -> None:
        """Note that a run began; in its events only if it had to wait, else it began when it was accepted."""
        if waited:
            self.note(state, "run.started", {})
        else:
            state.apply("run.started", {}, time.time())
            self.progress(state, "run.started", {})

    def note_start(self, live: LiveRun, task_id: str, expected_s: float) -> None:
        """Note that an attempt started; if it takes its time, also in the events and in the run's row."""
        state, data = live.state, {"task": task_id}
        state.apply("task.started", data, time.time())
        if expected_s < RECORD_START_FROM_S:
            return
        row = self._repository.row(state, "paused" if live.paused else "running")
        self._log.note(state.id, "task.started", data, row)

    async def record(
        self, state: RunState, kind: str, data: dict[str, Any], *entries: Entry, live: LiveRun | None = None
    ) -> None:
        """Record and wait until it is durable, however long the disk is full or the database locked; meanwhile the
        time of a `live` run stands still."""
        try:
            await self.begin(state, kind, data, *entries)
        except (ResourceError, TransientError) as error:
            await self.insist(state, kind, data, entries, live, error)

    def begin(self, state: RunState, kind: str, data: dict[str, Any], *entries: Entry) -> asyncio.Future[None]:
        """Record, once: whoever awaits the future has `insist` try on when it raises what may pass."""
        return self._log.append(state.id, kind, data, *entries, on_commit=state.apply)

    async def insist(
        self,
        state: RunState,
        kind: str,
        data: dict[str, Any],
        entries: tuple[Entry, ...],
        live: LiveRun | None,
        error: ImperiumError,
    ) -> None:
        """Try again and again what could not be recorded."""
        while True:
            log.warning("recording waits", run_id=state.id, kind=kind, reason=error.detail)
            with live.clock.waiting() if live is not None and live.clock is not None else nullcontext():
                await asyncio.sleep(RETRY_RECORD_S)
            try:
                await self._log.next_id(state.id)  # the run may have come to rest meanwhile, its stream forgotten
                await self.begin(state, kind, data, *entries)
                return
            except (ResourceError, TransientError) as again:
                error = again
