"""Which route a path belongs to, before the application has looked: what limits and metrics go by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from imperium.platform.web.bare import BareRoute, Endpoint

UNMATCHED = "unmatched"


class RouteTable:
    """Path to template (`/workflow/{run_id}`), read from the application's routes when it is first asked."""

    def __init__(self, routes: Callable[[], Sequence[BaseRoute]]) -> None:
        self._routes = routes
        self._fixed: set[str] | None = None
        self._open: list[tuple[re.Pattern[str], str]] = []
        self._bare: dict[tuple[str, str], Endpoint] = {}

    def template_of(self, path: str) -> str:
        """`unmatched` for a path that no route answers, so that nobody can invent templates."""
        if self._fixed is None:
            self._fixed = self._read()
        if path in self._fixed:
            return path
        return next((template for pattern, template in self._open if pattern.match(path)), UNMATCHED)

    def bare(self, path: str, method: str) -> Endpoint | None:
        """The endpoint of a route that needs nothing of the framework, so that it can be called at once."""
        return self._bare.get((path, method))

    def _read(self) -> set[str]:
        fixed = set()
        for context in iter_route_contexts(self._routes()):
            template = context.path_format or context.path
            if template is None:
                continue
            if "{" in template:
                self._open.append((context.path_regex, template))
            else:
                fixed.add(template)
                self._bare |= _bare_endpoints(context.original_route, template)
        return fixed


def _bare_endpoints(route: BaseRoute, path: str) -> dict[tuple[str, str], Endpoint]:
    if not isinstance(route, BareRoute):
        return {}
    return {(path, method): route.endpoint for method in route.methods or ()}
