"""Routes that read and write their bytes themselves, and stand in the API's description like all others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

Endpoint = Callable[[Request], Awaitable[Response]]


class BareRoute(APIRoute):
    """Gives its endpoint the request and takes its response: nothing is resolved, validated or serialized between."""

    def get_route_handler(self) -> Any:
        return self.endpoint


def bare_router(**declared: Any) -> APIRouter:
    """A router of such routes; `dependencies` are described only, so an endpoint checks its caller itself."""
    return APIRouter(route_class=BareRoute, **declared)
