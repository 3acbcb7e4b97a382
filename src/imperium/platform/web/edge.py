"""The outermost layer: guards, bounds, headers, and one record of every request in the log and the metrics."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from imperium.platform import problems
from imperium.platform.limits import DEFAULT, EndpointLimits, Limits
from imperium.platform.telemetry import logs, metrics
from imperium.platform.web.admission import Admission
from imperium.platform.web.bodies import Body
from imperium.platform.web.guard import Guard
from imperium.platform.web.headers import secure
from imperium.platform.web.routing import RouteTable
from imperium.platform.web.visit import KEY, Visit

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Edge:
    """ASGI middleware around the whole application: `guards` look at a request's head, then `admit` lets it in."""

    def __init__(
        self, app: ASGIApp, routes: RouteTable, guards: Sequence[Guard], admit: Admission, limits: Limits = DEFAULT
    ) -> None:
        self.app = app
        self._routes = routes
        self._guards = guards
        self._admit = admit
        self._limits = EndpointLimits(limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = Visit(scope, self._routes.template_of(scope["path"]))
        answer = _Answer(visit, send)
        logs.REQUEST_ID.set(visit.request_id)  # the server runs each request in a task
        try:
            for guard in self._guards:
                if (ended := guard(visit)) is not None:
                    await ended(scope, receive, answer.send)
                    return
            await self._admit(visit)
            body = visit.body = Body(scope, visit.headers, receive, self._limits)
            application = self.app
            if (endpoint := self._routes.bare(scope["path"], visit.method)) is not None:
                scope["endpoint"] = endpoint
                application = await endpoint(Request(scope, body.receive, answer.send))
            await application(scope, body.receive, answer.send)
        except ClientDisconnect:
            pass
        except Exception as error:
            if answer.status != problems.CLIENT_LEFT:  # half an answer is out: cutting it is the only honest end
                raise
            await problems.answer_any(scope, error)(scope, receive, answer.send)
        finally:
            answer.record()
            scope.pop(KEY, None)  # they hold each other: only the garbage collector would free them


class _Answer:
    """The server's `send`, with our headers, and what is to be recorded of it."""

    __slots__ = ("_began", "_send", "_visit", "status")

    def __init__(self, visit: Visit, send: Send) -> None:
        self._visit = visit
        self._send = send
        self._began = time.perf_counter()
        self.status = problems.CLIENT_LEFT  # until an answer begins

    def send(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            secure(message, self._visit.scope)
            message["headers"] += self._visit.answer_headers
        return self._send(message)

    def record(self) -> None:
        visit, seconds = self._visit, time.perf_counter() - self._began
        method = visit.method if visit.method in _METHODS else "OTHER"
        metrics.REQUESTS.count(visit.template, method, self.status, seconds)
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
