"""Notices what other processes changed in the database: a command, or another server on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable

import structlog

from imperium.platform.errors import ImperiumError

EVERY_S = 5.0
_log = structlog.get_logger("imperium.models.keys")


class Watch:
    """Looks every few seconds, and calls `changed` when what it sees differs from what it saw last."""

    def __init__(
        self, look: Callable[[], Awaitable[Hashable]], changed: Callable[[], Awaitable[None]], every_s: float = EVERY_S
    ) -> None:
        self._look = look
        self._changed = changed
        self._every_s = every_s
        self._seen: Hashable = None
        self._task: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> None:
        """Calls `changed` once, and goes on looking. Raises what `changed` raises this first time."""
        await self.look()
        self._task = asyncio.create_task(self._go_on())

    async def look(self) -> None:
        """What is seen counts as known only when `changed` went well."""
        async with self._one_at_a_time:
            seen = await self._look()
            if seen != self._seen:
                await self._changed()
                self._seen = seen

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(self._every_s)
            try:
                await self.look()
            except ImperiumError as error:
                _log.warning("providers not looked up", error=error.detail)
