"""Where work stands: its place in the lines for a run's and a worker's slot, and how much of it is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from imperium.platform.events import Event, EventLog
from imperium.platform.fair import FairSlots
from imperium.platform.submission import Place, Progress

USUAL_S = 5.0
"""What work is taken to need of which nothing was foreseen."""


class Outlook:
    """`runs` and `workers` are the slots that work waits for, one after the other; `request_of(run_id)` is what a run
    in hand was asked to do."""

    def __init__(
        self,
        runs: FairSlots,
        workers: FairSlots,
        events: EventLog,
        request_of: Callable[[str], dict[str, Any]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._runs = runs
        self._workers = workers
        self._events = events
        self._request_of = request_of
        self._clock = clock

    def place(self, run_id: str) -> Place | None:
        """None for what doesn't wait."""
        at_workers = self._workers.line()
        if run_id in at_workers:
            return self._behind(at_workers[: at_workers.index(run_id)])
        at_runs = self._runs.line()
        if run_id in at_runs:
            return self._behind([*at_workers, *at_runs[: at_runs.index(run_id)]])
        return None

    def next_place(self) -> Place | None:
        """Where what comes now would stand; None where it would begin at once."""
        if self._workers.is_free:
            return None
        return self._behind([*self._workers.line(), *self._runs.line()])

    def progress(self, run_id: str) -> Progress | None:
        """The latest that its tasks told; None while they have told nothing."""
        shown = {event.type: event for event in self._events.shown(run_id)}
        if (told := shown.get("task.progress")) is None:
            return None
        preview = shown.get("preview")
        return Progress(
            fraction=told.data["fraction"],
            message=told.data["message"],
            remaining_s=self._left(told),
            preview=preview.data["url"] if preview else None,
        )

    def _behind(self, ahead: list[str]) -> Place:
        seconds = sum(map(self._expected, ahead)) + sum(self._being_done())
        return Place(len(ahead) + 1, round(seconds / self._workers.capacity, 1))

    def _being_done(self) -> Iterable[float]:
        """What is left of everything that is being worked on."""
        for run_id in self._events.showing():
            for event in self._events.shown(run_id):
                if event.type == "task.progress" and (left := self._left(event)) is not None:
                    yield left

    def _left(self, told: Event) -> float | None:
        left: float | None = told.data.get("remaining_seconds")
        return None if left is None else round(max(0.0, left - (self._clock() - told.at)), 1)

    def _expected(self, run_id: str) -> float:
        expected = self._request_of(run_id).get("terms", {}).get("expected")
        return float(expected[0]) if expected else USUAL_S
