"""Fair slots: a bounded number of holders, shared between priorities in fixed proportions.

Start-time fair queuing (P. Goyal, H. Vin, H. Cheng, "Start-time Fair Queuing", SIGCOMM 1996): each priority advances
a virtual time by 1/share whenever it is served, and the priority that is furthest behind goes next. One that was idle
starts at the time of what is being served: it gets its share from then on, and neither pays nor is paid for the past.
Under contention the served counts approach the shares, and no priority starves.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple

Priority = Literal["high", "medium", "low"]
SHARES: Mapping[Priority, float] = {"high": 0.6, "medium": 0.3, "low": 0.1}


HOLDER: ContextVar[str] = ContextVar("holder", default="")
"""For whom slots are taken here: a run's id. By it one finds one's place in a line."""


class _Turn(NamedTuple):
    future: asyncio.Future[None]
    holder: str


class FairSlots:
    """At most `capacity` holders at once; who waits is served by priority share, first come first within one."""

    def __init__(self, capacity: int, shares: Mapping[Priority, float] = SHARES) -> None:
        self.capacity = capacity
        self.held = 0
        self._stride = {priority: 1.0 / share for priority, share in shares.items()}
        self._next_start = dict.fromkeys(shares, 0.0)
        self._now = 0.0  # the virtual time of what was served last
        self._waiting: dict[Priority, deque[_Turn]] = {priority: deque() for priority in shares}

    def depth(self) -> dict[Priority, int]:
        """How many wait, by priority."""
        return {p: len(waiting) for p, waiting in self._in_line().items()}

    def ahead(self, holder: str) -> list[str] | None:
        """Who is served before this holder as things stand, the next one first; None for who doesn't wait."""
        line = self.line()
        return line[: line.index(holder)] if holder in line else None

    def line(self) -> list[str]:
        """Who waits, in the order in which they are served if nobody else comes."""
        queues = {p: deque(waiting) for p, waiting in self._in_line().items() if waiting}
        starts, order = dict(self._next_start), []
        while queues:
            priority = min(queues, key=starts.__getitem__)
            order.append(queues[priority].popleft())
            starts[priority] += self._stride[priority]
            if not queues[priority]:
                del queues[priority]
        return order

    def _in_line(self) -> dict[Priority, list[str]]:
        return {p: [turn.holder for turn in turns if not turn.future.done()] for p, turns in self._waiting.items()}

    @property
    def is_free(self) -> bool:
        """Whether the next one need not wait."""
        return self.held < self.capacity and not any(self._waiting.values())

    @asynccontextmanager
    async def hold(self, priority: Priority = "medium") -> AsyncIterator[None]:
        await self.acquire(priority)
        try:
            yield
        finally:
            self.release()

    async def acquire(self, priority: Priority = "medium") -> None:
        if self.is_free:
            self._catch_up(priority)
            self._take(priority)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._waiting[priority]:
            self._catch_up(priority)
        self._waiting[priority].append(_Turn(turn, HOLDER.get()))
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
            turn = self._waiting[priority].popleft().future
            if not turn.done():
                self._take(priority)
                turn.set_result(None)

    def _next(self) -> Priority | None:
        waiting = [priority for priority, queue in self._waiting.items() if queue]
        return min(waiting, key=self._next_start.__getitem__, default=None)

    def _take(self, priority: Priority) -> None:
        self.held += 1
        self._now = self._next_start[priority]
        self._next_start[priority] += self._stride[priority]

    def _catch_up(self, priority: Priority) -> None:
        self._next_start[priority] = max(self._next_start[priority], self._now)
