"""Whether anybody still waits for an answer: work for a client who has left is stopped."""

from __future__ import annotations

import asyncio
from typing import Self

from starlette.requests import ClientDisconnect
from starlette.types import Receive

LOOK_AFTER_S = 0.05
"""What is answered sooner needs no watching."""


class Presence:
    """A block that a client's leaving ends, with ClientDisconnect. The request's body must have been read before."""

    __slots__ = ("_gone", "_loop", "_owner", "_receive", "_timer", "_watching")

    def __init__(self, receive: Receive) -> None:
        owner = asyncio.current_task()
        assert owner is not None
        self._owner = owner
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._watching: asyncio.Task[None] | None = None
        self._gone = False

    def __enter__(self) -> Self:
        self._timer = self._loop.call_later(LOOK_AFTER_S, self._watch)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._timer.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self._gone and self._owner.uncancel() == 0 and kind is asyncio.CancelledError:
            raise ClientDisconnect from None

    def _watch(self) -> None:
        self._watching = self._loop.create_task(_left(self._receive))
        self._watching.add_done_callback(self._on_end)

    def _on_end(self, watching: asyncio.Task[None]) -> None:
        if not watching.cancelled():
            self._gone = True
            self._owner.cancel()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
