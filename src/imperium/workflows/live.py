"""A run in this process's hands."""

from __future__ import annotations

import asyncio

from msgspec import Struct

from imperium.workflows.clock import Clock
from imperium.workflows.run import RunState
from imperium.workflows.spec import Workflow
from imperium.workflows.tasks import Budget


class LiveRun(Struct):
    """What is known, planned and asked of it. `clock`: what it may still take, while it is interpreted. `ending`: its
    end is being recorded, so nothing stops it any more."""

    state: RunState
    workflow: Workflow
    budget: Budget
    paused: bool = False
    cancelled: bool = False
    ending: bool = False
    execution: asyncio.Task[None] | None = None
    clock: Clock | None = None

    async def rest(self, timeout_s: float | None = None) -> None:
        """Wait until it has ended or come to rest, at most so long."""
        if self.execution is not None:
            await asyncio.wait([self.execution], timeout=timeout_s)
