"""Refuses host names that are not ours: a page elsewhere may point its own name at this machine (DNS rebinding)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from starlette.responses import Response

from imperium.platform.auth.bind import is_loopback
from imperium.platform.errors import Forbidden
from imperium.platform.web.visit import Visit


def host_name(header: str) -> str:
    """The name in a `Host` header or an origin's authority, without port, brackets and the root's dot."""
    name, bracket, _ = header.partition("]")
    host = name[1:] if bracket else header.rpartition(":")[0] or header
    return host.rstrip(".").lower()


class HostGuard:
    """On loopback only loopback names, the bound host and the configured names; elsewhere the configured ones, if any.

    Beyond loopback every request needs a key, which a rebound page doesn't have.
    """

    def __init__(self, bound: str, allowed: Iterable[str] = ()) -> None:
        self._names = {name.lower() for name in allowed}
        self._open = not is_loopback(bound) and not self._names
        self._names.add(bound.strip("[]").lower())
        self._is_ours = lru_cache(maxsize=256)(self._decided)

    def __call__(self, visit: Visit) -> Response | None:
        header = visit.headers.get("host")
        if self._open or header is None or self._is_ours(header):
            return None
        raise _not_ours(host_name(header))

    def _decided(self, header: str) -> bool:
        name = host_name(header)
        return name in self._names or is_loopback(name)


def _not_ours(name: str) -> Forbidden:
    return Forbidden(
        f"This server is not called {name[:100]!r}.",
        remedy="Ask for it by its own name, or add the name to server.allowedHosts.",
        field="host",
    )
