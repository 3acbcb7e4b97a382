"""Bounds a request's body while it is read: its bytes always, its content when it is JSON.

The body is read when a route asks for it. By then the route is known, and with it the limits that it declares.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from imperium.platform.limits import Limits, check_size, limits_of, parse
from imperium.platform.web.visit import KEY, Visit


class Body:
    """`receive` in place of the server's own. Raises what `limits.parse` raises."""

    def __init__(self, visit: Visit, receive: Receive, configured: Limits) -> None:
        self._visit = visit
        self._receive = receive
        self._configured = configured
        self._size = 0
        self._ended = False

    async def receive(self) -> Message:
        if self._ended:
            return await self._receive()
        limits = self._visit.limits = limits_of(self._visit.scope.get("endpoint"), self._configured)
        check_size(_declared_size(self._visit), limits)
        return await (self._whole(limits) if _is_json(self._visit) else self._next(limits))

    async def _next(self, limits: Limits) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        check_size(self._size, limits)
        self._ended = not message.get("more_body", False)
        return message

    async def _whole(self, limits: Limits) -> Message:
        chunks = []
        while not self._ended:
            message = await self._next(limits)
            if message["type"] != "http.request":
                return message
            chunks.append(message.get("body", b""))
        body = b"".join(chunks)
        if body:
            self._visit.json = parse(body, limits)
        return {"type": "http.request", "body": body, "more_body": False}


def _declared_size(visit: Visit) -> int:
    length = visit.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _is_json(visit: Visit) -> bool:
    kind = visit.headers.get("content-type", "").partition(";")[0].strip().lower()
    return not kind or kind == "application/json" or kind.endswith("+json")


async def json_body(request: Request) -> Any:
    """The parsed and checked JSON body, parsed once, whatever the content type says. For routes without a model."""
    visit: Visit | None = request.scope.get(KEY)
    if visit is None:
        return parse(await request.body(), limits_of(request.scope.get("endpoint")))
    if visit.json is None:
        body = await _rest(visit, request.receive)
        if visit.json is None:
            visit.json = parse(body, visit.limits)
    return visit.json


async def _rest(visit: Visit, receive: Receive) -> bytes:
    """What is still to come; nothing more is needed once the edge has read JSON. Raises ClientDisconnect."""
    pieces, more = [], True
    while more and visit.json is None:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(pieces)
