"""Bounds a request's body while it is read: its bytes always, its content when it is JSON.

The body is read when a route asks for it. By then the route is known, and with it the limits that it declares.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from imperium.platform.limits import EndpointLimits, check_size, limits_of, parse
from imperium.platform.web.visit import KEY, Visit


class Body:
    """`receive` in place of the server's own. Raises what `limits.parse` raises."""

    __slots__ = ("_begun", "_ended", "_is_json", "_limits", "_receive", "_size", "_visit")

    def __init__(self, visit: Visit, receive: Receive, limits: EndpointLimits) -> None:
        self._visit = visit
        self._receive = receive
        self._limits = limits
        self._size = 0
        self._begun = self._ended = self._is_json = False

    async def receive(self) -> Message:
        if self._ended:
            return await self._receive()
        if not self._begun:
            self._begin()
        message = await self._receive()
        self._count(message)
        if not self._is_json or message["type"] != "http.request":
            return message
        if not self._ended:
            message = await self._whole(message)
        if body := message.get("body"):
            self._visit.json = parse(body, self._visit.limits)
        return message

    def _begin(self) -> None:
        visit = self._visit
        self._begun = True
        self._is_json = _is_json(visit.headers.get("content-type", ""))
        visit.limits = self._limits.of(visit.scope.get("endpoint"))
        check_size(_declared_size(visit.headers.get("content-length", "")), visit.limits)

    def _count(self, message: Message) -> None:
        self._size += len(message.get("body", b""))
        check_size(self._size, self._visit.limits)
        self._ended = not message.get("more_body", False)

    async def _whole(self, message: Message) -> Message:
        """The rest of the body with its first piece; or that nobody sends it any more."""
        pieces = [message.get("body", b"")]
        while not self._ended:
            message = await self._receive()
            self._count(message)
            pieces.append(message.get("body", b""))
        whole: Message = {"type": "http.request", "body": b"".join(pieces), "more_body": False}
        return whole if message["type"] == "http.request" else message


def _declared_size(length: str) -> int:
    return int(length) if length.isascii() and length.isdigit() else 0


def _is_json(content_type: str) -> bool:
    if content_type == "application/json":
        return True
    kind = content_type.partition(";")[0].strip().lower()
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
