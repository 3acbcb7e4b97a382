"""Bounds a request's body while it is read: its bytes always, its content when it is JSON.

The body is read when a route asks for it. By then the route is known, and with it the limits that it declares.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope

from imperium.platform.limits import DEFAULT, EndpointLimits, Limits, check_size, limits_of, parse
from imperium.platform.web.visit import KEY, Visit


class Body:
    """`receive` in place of the server's own. Raises what `limits.parse` raises."""

    __slots__ = ("_begun", "_ended", "_headers", "_is_json", "_limits", "_of_endpoints", "_receive", "_scope", "_size")

    def __init__(self, scope: Scope, headers: Mapping[str, str], receive: Receive, limits: EndpointLimits) -> None:
        self._scope = scope
        self._headers = headers
        self._receive = receive
        self._of_endpoints = limits
        self._limits: Limits = DEFAULT
        self._size = 0
        self._begun = self._ended = self._is_json = False

    async def receive(self) -> Message:
        """The next piece; of JSON the whole body, checked."""
        if not self._begun:
            self._begin()
        if self._ended or not self._is_json:
            message = await self._receive()
            self._count(message)
            return message
        try:
            body = await self._rest()
        except ClientDisconnect:
            return {"type": "http.disconnect"}
        if body:
            parse(body, self._limits)
        return {"type": "http.request", "body": body, "more_body": False}

    async def json(self) -> Any:
        """The value of all of it, checked, whatever the content type says. Raises ClientDisconnect."""
        if not self._begun:
            self._begin()
        return parse(await self._rest(), self._limits)

    async def _rest(self) -> bytes:
        """What is still to come."""
        pieces = []
        while not self._ended:
            message = await self._receive()
            if message["type"] != "http.request":
                raise ClientDisconnect
            pieces.append(self._count(message))
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _begin(self) -> None:
        headers = self._headers
        self._begun = True
        self._is_json = _is_json(headers.get("content-type", ""))
        self._limits = self._of_endpoints.of(self._scope.get("endpoint"))
        check_size(_declared_size(headers.get("content-length", "")), self._limits)

    def _count(self, message: Message) -> bytes:
        piece: bytes = message.get("body", b"")
        self._size += len(piece)
        check_size(self._size, self._limits)
        self._ended = not message.get("more_body", False)
        return piece


def _declared_size(length: str) -> int:
    return int(length) if length.isascii() and length.isdigit() else 0


def _is_json(content_type: str) -> bool:
    if content_type == "application/json":
        return True
    kind = content_type.partition(";")[0].strip().lower()
    return not kind or kind == "application/json" or kind.endswith("+json")


def json_body(request: Request) -> Awaitable[Any]:
    """The parsed and checked JSON body, whatever the content type says. For routes without a model, which ask once."""
    visit: Visit | None = request.scope.get(KEY)
    return _without_edge(request) if visit is None or visit.body is None else visit.body.json()


async def _without_edge(request: Request) -> Any:
    return parse(await request.body(), limits_of(request.scope.get("endpoint")))
