"""Server-sent events: an async iterator of events as a response that notices when its reader has left.

Format: WHATWG HTML, section 9.2. A comment every 15 seconds keeps proxies from closing a quiet connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from imperium.platform import problems
from imperium.platform.errors import FatalError, ImperiumError, InvalidInput
from imperium.platform.events import Event

HEARTBEAT_S = 15.0
RETRY_MS = 2_000
MEDIA_TYPE = "text/event-stream"
_HEARTBEAT = b": still here\n\n"
_log = structlog.get_logger("imperium.web.sse")


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """`data` is sent as JSON, a string as it is. `id` is what a reader that comes back sends as `Last-Event-ID`."""

    data: Any
    event: str | None = None
    id: int | str | None = None

    def encode(self) -> bytes:
        lines = []
        if self.id is not None:
            lines.append(f"id: {_one_line(str(self.id))}")
        if self.event is not None:
            lines.append(f"event: {_one_line(self.event)}")
        text = self.data if isinstance(self.data, str) else orjson.dumps(self.data, default=str).decode()
        lines += [f"data: {line}" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        return "\n".join([*lines, "", ""]).encode()


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ").replace("\0", "")


async def as_server_events(events: AsyncIterator[Event]) -> AsyncIterator[ServerEvent]:
    """Events of a stream, as they are sent."""
    async for event in events:
        yield ServerEvent({**event.data, "at": event.at}, event.type, event.id)


def last_event_id(request: HTTPConnection) -> int:
    """The id of the last event that the reader has, 0 for none. Raises InvalidInput when it is no number."""
    given = request.headers.get("last-event-id") or request.query_params.get("last_event_id") or "0"
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise InvalidInput(
            "Last-Event-ID is not the id of an event.",
            field="Last-Event-ID",
            value=given[:100],
            remedy="Send the id of the last event you have, or leave it out for all of them.",
        )
    return int(given)


class EventStream(Response):
    """Ends when the iterator does, or when the reader leaves; then the iterator is closed.

    An error in the iterator becomes a last event `error` with the problem document: a stream never just stops.
    """

    media_type = MEDIA_TYPE

    def __init__(self, events: AsyncIterator[ServerEvent], *, heartbeat_s: float = HEARTBEAT_S) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._events = events
        self._heartbeat_s = heartbeat_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await _send(send, f"retry: {RETRY_MS}\n\n".encode())
        left = asyncio.create_task(_has_left(receive))
        try:
            await self._relay(scope, send, left)
        finally:
            left.cancel()

    async def _relay(self, scope: Scope, send: Send, left: asyncio.Task[None]) -> None:
        upcoming = asyncio.create_task(self._next(scope))
        try:
            while not left.done():
                await asyncio.wait({upcoming, left}, timeout=self._heartbeat_s, return_when=asyncio.FIRST_COMPLETED)
                if upcoming.done():
                    event, more = upcoming.result()
                    await send(
                        {"type": "http.response.body", "body": event.encode() if event else b"", "more_body": more}
                    )
                    if not more:
                        return
                    upcoming = asyncio.create_task(self._next(scope))
                elif not left.done():
                    await _send(send, _HEARTBEAT)
        finally:
            await self._close(upcoming)

    async def _next(self, scope: Scope) -> tuple[ServerEvent | None, bool]:
        """The next event, and whether more may follow."""
        try:
            return await anext(self._events), True
        except StopAsyncIteration:
            return None, False
        except Exception as error:  # noqa: BLE001  (the reader is told, the log has the trace)
            return ServerEvent(_problem(scope, error), "error"), False

    async def _close(self, upcoming: asyncio.Task[tuple[ServerEvent | None, bool]]) -> None:
        upcoming.cancel()
        await asyncio.gather(upcoming, return_exceptions=True)
        if (close := getattr(self._events, "aclose", None)) is not None:
            await close()


def _problem(scope: Scope, error: Exception) -> dict[str, Any]:
    if not isinstance(error, ImperiumError):
        _log.error("event stream failed", path=scope["path"], exc_info=error)
        error = FatalError("Something went wrong on our side.", remedy="Connect again; what happened is in the log.")
    return problems.problem(error, scope["path"])


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _has_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
