"""Puts the edge around an application: everything that holds for every request, in one call."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from imperium.platform import problems
from imperium.platform.limits import DEFAULT, Limits
from imperium.platform.ratelimit import RateLimits
from imperium.platform.web.admission import PUBLIC, Admission, Authenticates
from imperium.platform.web.edge import Edge
from imperium.platform.web.hosts import HostGuard
from imperium.platform.web.origins import OriginGuard
from imperium.platform.web.routing import RouteTable

ANSWERED_BY_THE_EDGE = (401, 403, 413, 422, 429, 500)


def install(
    app: FastAPI,
    *,
    host: str,
    authenticator: Authenticates,
    rate_limits: RateLimits,
    allowed_hosts: Iterable[str] = (),
    allowed_origins: Iterable[str] = (),
    limits: Limits = DEFAULT,
    public: frozenset[str] = PUBLIC,
) -> None:
    """Guard every route of `app`, also those that are added later. `host` is where the server listens.

    `public` holds the path templates that are answered without a key. The edge lies around the framework's own
    layers, so that what it can answer without them costs nothing of theirs.
    """
    problems.install(app, ANSWERED_BY_THE_EDGE)
    guards = (HostGuard(host, allowed_hosts), OriginGuard(allowed_origins))
    admit = Admission(authenticator, rate_limits, public)
    routes, layers = RouteTable(lambda: app.routes), app.build_middleware_stack
    app.build_middleware_stack = lambda: Edge(  # type: ignore[method-assign]
        _inner(layers()), routes, guards, admit, limits
    )


def front(app: FastAPI) -> ASGIApp:
    """The application as a server calls it: a request reaches the edge without the framework's own ways around it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if app.middleware_stack is None:
            app.middleware_stack = app.build_middleware_stack()
        scope["app"] = app
        await app.middleware_stack(scope, receive, send)

    return serve


def _inner(layers: ASGIApp) -> ASGIApp:
    """Without the framework's layer for unexpected errors: the edge answers those, for bare routes too."""
    return layers.app if isinstance(layers, ServerErrorMiddleware) else layers
