"""Fair slots: a bounded number of holders, shared between priorities in fixed proportions.

Stride scheduling (C. Waldspurger, W. Weihl, "Stride Scheduling", MIT/LCS/TM-528, 1995): each priority advances a
virtual time by 1/share whenever one of its waiters is served, and the priority that is furthest behind goes next. Under
contention the served counts approach the shares, no priority starves, and an idle priority's share goes to the others.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Literal

Priority = Literal["high", "medium", "low"]
SHARES: Mapping[Priority, float] = {"high": 0.6, "medium": 0.3, "low": 0.1}


class FairSlots:
    """At most `capacity` holders at once; who waits is served by priority share, first come first within one."""

    def __init__(self, capacity: int, shares: Mapping[Priority, float] = SHARES) -> None:
        self.capacity = capacity
        self.held = 0
        self._stride = {priority: 1.0 / share for priority, share in shares.items()}
        self._virtual_time = dict.fromkeys(shares, 0.0)
        self._waiting: dict[Priority, deque[asyncio.Future[None]]] = {priority: deque() for priority in shares}

    def depth(self) -> dict[Priority, int]:
        """How many wait, by priority."""
        return {p: sum(not f.done() for f in waiting) for p, waiting in self._waiting.items()}

    @asynccontextmanager
    async def hold(self, priority: Priority = "medium") -> AsyncIterator[None]:
        await self.acquire(priority)
        try:
            yield
        finally:
            self.release()

    async def acquire(self, priority: Priority = "medium") -> None:
        if self.held < self.capacity and not any(self._waiting.values()):
            self._charge(priority)
            self.held += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._waiting[priority]:
            self._catch_up(priority)
        self._waiting[priority].append(turn)
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()
            raise

    def release(self) -> None:
        self.held -= 1
        self._serve()

    def _serve(self) -> None:
        while self.held < self.capacity and (priority := self._next()) is not None:
            turn = self._waiting[priority].popleft()
            if not turn.done():
                self._charge(priority)
                self.held += 1
                turn.set_result(None)

    def _next(self) -> Priority | None:
        waiting = [priority for priority, queue in self._waiting.items() if queue]
        return min(waiting, key=self._virtual_time.__getitem__, default=None)

    def _charge(self, priority: Priority) -> None:
        self._virtual_time[priority] += self._stride[priority]

    def _catch_up(self, priority: Priority) -> None:
        """A priority that was idle starts at the others' time: it gets its share from now on, no back pay."""
        others = [self._virtual_time[p] for p, queue in self._waiting.items() if queue]
        if others:
            self._virtual_time[priority] = max(self._virtual_time[priority], min(others))
