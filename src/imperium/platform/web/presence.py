"""Whether anybody still waits for an answer: work for a client who has left is stopped."""

from __future__ import annotations

import asyncio
from typing import Self

from starlette.requests import ClientDisconnect
from starlette.types import Scope

KEY = "imperium.peer"
"""Where a request's scope has its peer, if the server tells."""


class Peer:
    """The other end of a connection, until it leaves, and the blocks that this ends."""

    __slots__ = ("awaited_by", "is_gone", "loop")

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.loop = loop  # asking for the one that runs asks the system for the process, each time
        self.is_gone = False
        self.awaited_by: set[Presence] = set()

    def leave(self) -> None:
        """End what is done for it."""
        self.is_gone = True
        for presence in tuple(self.awaited_by):
            presence.end()


class Presence:
    """A block that a client's leaving ends, with ClientDisconnect; where nobody tells of it, the block goes on."""

    __slots__ = ("_gone", "_owner", "_peer")

    def __init__(self, scope: Scope) -> None:
        self._peer: Peer | None = scope.get(KEY)
        self._gone = False

    def __enter__(self) -> Self:
        if (peer := self._peer) is not None:
            owner = asyncio.current_task(peer.loop)
            assert owner is not None
            self._owner = owner
            peer.awaited_by.add(self)
            if peer.is_gone:
                owner.get_loop().call_soon(self.end)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if self._peer is not None:
            self._peer.awaited_by.discard(self)
        if self._gone and self._owner.uncancel() == 0 and kind is asyncio.CancelledError:
            raise ClientDisconnect from None

    def end(self) -> None:
        """End the block, if it goes on."""
        if not self._gone and self._peer is not None and self in self._peer.awaited_by:
            self._gone = True
            self._owner.cancel()
