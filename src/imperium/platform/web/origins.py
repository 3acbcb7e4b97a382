"""Refuses what a browser sends for a page of another origin, unless that origin is configured.

Sources: the Fetch standard (CORS protocol) and W3C Fetch Metadata. Programs that are no browsers send neither header.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import Response

from imperium.platform.errors import Forbidden
from imperium.platform.web.visit import Visit

_ALLOWED_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
_EXPOSED = "X-Request-Id, RateLimit, RateLimit-Policy, Retry-After, Location"
_PREFLIGHT_SECONDS = "600"


class OriginGuard:
    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = {origin.rstrip("/").lower() for origin in allowed}

    def __call__(self, visit: Visit) -> Response | None:
        headers = visit.headers
        if "origin" not in headers and "sec-fetch-site" not in headers:
            return None  # no browser
        origin = headers.get("origin")
        if origin is not None and origin.lower() in self._allowed:
            return self._welcome(visit, origin)
        if self._is_ours(visit, origin):
            return None
        raise Forbidden(
            f"A page of {(origin or 'another site')[:100]} may not use this server.",
            remedy="Open the page from this server, or add its origin to server.allowedOrigins.",
            field="origin",
        )

    def _is_ours(self, visit: Visit, origin: str | None) -> bool:
        site = visit.headers.get("sec-fetch-site")
        if site in ("same-origin", "none"):
            return True
        if site is None:
            return origin is None or _authority(origin) == visit.headers.get("host", "").lower()
        return _is_followed_link(visit)

    def _welcome(self, visit: Visit, origin: str) -> Response | None:
        """The headers that let the page read the answer; a preflight is answered here."""
        visit.answer_headers += [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-expose-headers", _EXPOSED.encode()),
            (b"vary", b"Origin"),
        ]
        if visit.method != "OPTIONS" or "access-control-request-method" not in visit.headers:
            return None
        headers = {
            "access-control-allow-methods": _ALLOWED_METHODS,
            "access-control-allow-headers": visit.headers.get("access-control-request-headers", ""),
            "access-control-max-age": _PREFLIGHT_SECONDS,
        }
        return Response(status_code=204, headers=headers)


def _authority(origin: str) -> str:
    return origin.partition("://")[2].lower()


def _is_followed_link(visit: Visit) -> bool:
    """A person who follows a link to a page here: nothing is done by it, and the other page can't read the answer."""
    headers = visit.headers
    return (
        visit.method in ("GET", "HEAD")
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )
