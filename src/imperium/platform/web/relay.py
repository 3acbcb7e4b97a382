"""A stream of events in another's wire: bytes as they come, until its reader has left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from imperium.platform.web.presence import Presence
from imperium.platform.web.whole import Header

_STREAM = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)


Write = Callable[[bytes], Awaitable[None]]
"""Sends a piece."""


class Relay(Response):
    """Sends what `tell` writes, and then what it returns. A reader who leaves ends it at once, also while it waits for
    more."""

    def __init__(self, tell: Callable[[Write], Awaitable[bytes]], headers: Sequence[Header]) -> None:
        self.status_code = 200
        self.background = None
        self.raw_headers = [*headers, *_STREAM]
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        def write(piece: bytes) -> Awaitable[None]:
            return send({"type": "http.response.body", "body": piece, "more_body": True})

        with Presence(scope):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": await self._tell(write)})
