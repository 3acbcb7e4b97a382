"""Requests that only others' reservations block wait in a line: the first in it is the first that is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from imperium.models.quota.quota import Account

LOOK_S = 0.05
"""How often the first in line looks by itself: another process may have freed something, or a lease run out."""


class _Line:
    __slots__ = ("freed", "length", "turn")

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.freed = asyncio.Event()
        self.length = 0


class WaitingLines:
    """One line for each account that is fully held; it is gone when nobody waits."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    def first(self, accounts: Iterable[Account]) -> str | None:
        """The account of these for which others already wait: who comes later stands behind them."""
        return next((a.key for a in accounts if a.key in self._lines), None) if self._lines else None

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[asyncio.Event]:
        """Stand in line. Entered when it is one's turn; the event is set when something was given back."""
        line = self._lines.setdefault(key, _Line())
        line.length += 1
        try:
            async with line.turn:
                yield line.freed
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[key]

    def free(self, accounts: Iterable[Account]) -> None:
        """Something was given back on these accounts."""
        if self._lines:
            for account in accounts:
                if line := self._lines.get(account.key):
                    line.freed.set()


async def freed_or_due(freed: asyncio.Event) -> None:
    """Returns when something was given back, or it is time to look again."""
    with suppress(TimeoutError):
        await asyncio.wait_for(freed.wait(), LOOK_S)
