"""A model that is in memory while it is asked for: started by who needs it first, ended when nobody has for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Literal

import structlog

from imperium.kit.backoff import full_jitter
from imperium.models.local.child import Child
from imperium.models.local.store import LocalModel
from imperium.platform.errors import ImperiumError, ProviderUnavailable

State = Literal["on disk", "starting", "running", "failed", "missing"]
Start = Callable[[LocalModel], Awaitable[Child]]

BASE_S, CAP_S = 1.0, 60.0
"""Between two starts of a model that keeps ending by itself."""
STEADY_S = 60.0
"""Who ran so long has begun well: the waits start from the beginning."""
MOST_BAD_CHECKS = 3
_log = structlog.get_logger("imperium.models.local")


class Resident:
    """One model's server. `start` begins one; whoever waits for it may leave, it goes on for the others."""

    def __init__(
        self,
        model: LocalModel,
        start: Start,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.model = model
        self.users = 0
        self.last_used = clock()
        self.problem = ""
        self._start = start
        self._clock = clock
        self._sleep = sleep
        self._child: Child | None = None
        self._starting: asyncio.Task[Child] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._failures = 0
        self._not_before = 0.0
        self._refusal: ImperiumError | None = None
        self._bad_checks = 0

    @property
    def child(self) -> Child | None:
        """The server, when it runs."""
        return self._child

    @property
    def state(self) -> State:
        if self._child is not None:
            return "running"
        if self._starting is not None:
            return "starting"
        if not self.model.is_there:
            return "missing"
        return "failed" if self.problem else "on disk"

    def is_idle_since(self, seconds: float) -> bool:
        return self._child is not None and self.users == 0 and self._clock() - self.last_used >= seconds

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Child]:
        """The server, which isn't unloaded while the block runs. Raises what `start` raises."""
        self.users += 1
        try:
            yield self._child or await self._started()
        finally:
            self.users -= 1
            self.last_used = self._clock()

    async def examine(self, is_well: Callable[[Child], Awaitable[bool]]) -> None:
        """A server that is not well several times in a row is ended; the next request starts it anew."""
        child = self._child
        if child is None:
            return
        self._bad_checks = 0 if await is_well(child) else self._bad_checks + 1
        if self._bad_checks >= MOST_BAD_CHECKS and child is self._child:
            _log.warning("local model hangs, it is ended", model=self.model.name)
            await child.end()

    async def unload(self) -> None:
        """Returns when its memory is free."""
        child, tasks = self._child, [task for task in (self._starting, self._watching) if task is not None]
        self._child = self._starting = self._watching = None  # who comes from now on starts another one
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if child is not None:
            await child.end()
            _log.info("local model unloaded", model=self.model.name)

    async def _started(self) -> Child:
        """Raises at once what was raised before, where trying again so soon can't help."""
        if self._refusal is not None and self._clock() < self._not_before:
            raise type(self._refusal)(self._refusal.detail, remedy=self._refusal.remedy)
        if self._starting is None:
            self._starting = asyncio.create_task(self._begin())
        starting = self._starting
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            if not starting.cancelled():
                raise  # who waited has left
            raise ProviderUnavailable(f"{self.model.name} was unloaded.", remedy="Ask again.") from None

    async def _begin(self) -> Child:
        try:
            await self._sleep(max(0.0, self._not_before - self._clock()))
            child = await self._start(self.model)
        except ImperiumError as error:
            self._fail(error.detail)
            self._refusal = error if error.error_class not in ("transient", "resource") else None
            raise
        finally:
            if self._starting is asyncio.current_task():
                self._starting = None
        self._child, self._refusal, self._bad_checks, self.problem = child, None, 0, ""
        self._watching = asyncio.create_task(self._watch(child, self._clock()))
        _log.info("local model loaded", model=self.model.name, address=child.address)
        return child

    async def _watch(self, child: Child, began: float) -> None:
        """Until it ends by itself."""
        code = await child.process.wait()
        if self._clock() - began >= STEADY_S:
            self._failures = 0
        self._child = None
        self._fail(f"it ended by itself with {code}")

    def _fail(self, problem: str) -> None:
        self.problem = problem
        self._failures += 1
        self._not_before = self._clock() + full_jitter(self._failures, base_s=BASE_S, cap_s=CAP_S)
        _log.warning("local model failed", model=self.model.name, problem=problem, failures=self._failures)
