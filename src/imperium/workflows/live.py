"""A run in this process's hands."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from imperium.workflows.run import RunState
from imperium.workflows.spec import Workflow
from imperium.workflows.tasks import Budget


@dataclass(slots=True)
class LiveRun:
    """What is known, planned and asked of it. `ending`: its end is being recorded, so nothing stops it any more."""

    state: RunState
    workflow: Workflow
    budget: Budget
    paused: bool = False
    cancelled: bool = False
    ending: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)
    execution: asyncio.Task[None] | None = None
    deadline: asyncio.Timeout | None = None
    waiting: int = 0
    left_s: float = 0.0

    @contextmanager
    def standing_in_queue(self) -> Iterator[None]:
        """The run's time stands still while any of its tasks waits in a queue."""
        loop, deadline = asyncio.get_running_loop(), self.deadline
        when = deadline.when() if deadline is not None else None
        if when is not None and deadline is not None:
            self.left_s = when - loop.time()
            deadline.reschedule(None)
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1
            if not self.waiting and deadline is not None and not deadline.expired():
                deadline.reschedule(loop.time() + self.left_s)
