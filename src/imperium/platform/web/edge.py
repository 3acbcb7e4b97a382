"""The outermost layer: guards, bounds, headers, and one record of every request in the log and the metrics."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from imperium.platform import problems
from imperium.platform.limits import DEFAULT, Limits
from imperium.platform.telemetry import logs, metrics
from imperium.platform.web.bare import Endpoint
from imperium.platform.web.bodies import Body
from imperium.platform.web.guard import Guard
from imperium.platform.web.headers import secure
from imperium.platform.web.routing import RouteTable
from imperium.platform.web.visit import KEY, Visit

CLIENT_LEFT = 499  # what nginx logs when nobody waits for the answer any more
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_requests = lru_cache(maxsize=4_096)(metrics.HTTP_REQUESTS.labels)  # templates, methods and codes are few
_seconds = lru_cache(maxsize=1_024)(metrics.HTTP_SECONDS.labels)


class Edge:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, routes: RouteTable, guards: Sequence[Guard], limits: Limits = DEFAULT) -> None:
        self.app = app
        self._routes = routes
        self._guards = guards
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = Visit.of(scope, self._routes.template_of(scope["path"]))
        answer = _Answer(visit, send)
        structlog.contextvars.bind_contextvars(request_id=visit.request_id)  # the server runs each request in a task
        try:
            await self._serve(visit, receive, answer)
        finally:
            answer.record()
            scope.pop(KEY, None)  # they hold each other: only the garbage collector would free them

    async def _serve(self, visit: Visit, receive: Receive, answer: _Answer) -> None:
        try:
            for guard in self._guards:
                if (ended := await guard(visit)) is not None:
                    return await ended(visit.scope, receive, answer.send)
            bounded = Body(visit, receive, self._limits).receive
            if (endpoint := self._routes.bare(visit.scope["path"], visit.method)) is not None:
                await _called(endpoint, visit.scope, bounded, answer.send)
            else:
                await self.app(visit.scope, bounded, answer.send)
        except ClientDisconnect:
            return None
        except Exception as error:
            if answer.status != CLIENT_LEFT:  # half an answer is out: cutting it is the only honest end
                raise
            await problems.answer_any(visit.scope, error)(visit.scope, receive, answer.send)
        return None


async def _called(endpoint: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
    """What the framework would come to for a bare route, without its layers."""
    scope["endpoint"] = endpoint
    response = await endpoint(Request(scope, receive, send))
    await response(scope, receive, send)


class _Answer:
    """The server's `send`, with our headers, and what is to be recorded of it."""

    def __init__(self, visit: Visit, send: Send) -> None:
        self._visit = visit
        self._send = send
        self._began = time.perf_counter()
        self.status = CLIENT_LEFT  # until an answer begins

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            secure(message, self._visit.scope)
            message["headers"] += self._visit.answer_headers
        await self._send(message)

    def record(self) -> None:
        visit, seconds = self._visit, time.perf_counter() - self._began
        method = visit.method if visit.method in _METHODS else "OTHER"
        _requests(visit.template, method, str(self.status)).inc()
        _seconds(visit.template, method).observe(seconds)
        logs.request(
            visit.request_id,
            method,
            visit.scope["path"],
            visit.template,
            self.status,
            seconds,
            visit.address,
            visit.principal.id if visit.principal else "anonymous",
        )
