"""The time that a run, or one attempt at a task, may take. It stands still while its owner stands in a queue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self


class Clock:
    """Cancels the task that made it when its time is over; as a block, it then raises TimeoutError. Of the many that
    are stopped long before, each costs a third of `asyncio.timeout`."""

    __slots__ = ("_expired", "_expiry", "_left_s", "_loop", "_others", "_owner", "_waiting")

    def __init__(self, limit_s: float) -> None:
        owner = asyncio.current_task()
        assert owner is not None
        self._owner = owner
        self._others = owner.cancelling()
        self._expired = False
        self._waiting = 0
        self._left_s = limit_s
        self._loop = asyncio.get_running_loop()
        self._expiry: asyncio.TimerHandle | None = self._loop.call_later(limit_s, self._expire)

    @property
    def is_over(self) -> bool:
        """Whether the owner was cancelled because its time was over, and for no other reason."""
        return self._expired and self._owner.cancelling() <= self._others + 1

    def _expire(self) -> None:
        self._expired = True
        self._owner.cancel()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Time stands still until every such block has ended."""
        if not self._waiting and self._expiry is not None:
            self._left_s = self._expiry.when() - self._loop.time()
            self._expiry.cancel()
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting and self._expiry is not None and not self._expired:
                self._expiry = self._loop.call_later(self._left_s, self._expire)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        is_over = self.is_over
        self.stop()
        if is_over and kind is asyncio.CancelledError:
            raise TimeoutError from None

    def stop(self) -> None:
        """What it was for has ended."""
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        if self._expired:
            self._owner.uncancel()
