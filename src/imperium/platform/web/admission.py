"""Lets in whoever has a right to be here, as often as is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from imperium.platform.auth.principal import Principal
from imperium.platform.errors import AuthenticationFailed
from imperium.platform.limits import DEFAULT, null_byte, over
from imperium.platform.ratelimit import RateLimits
from imperium.platform.telemetry import metrics
from imperium.platform.web.visit import Visit

PUBLIC = frozenset({"/", "/health", "/docs", "/docs/assets/{name}", "/openapi.json"})
"""What anybody may see, without a key: that the server lives, and how to use it."""


class Authenticates(Protocol):
    async def authenticate(self, headers: Mapping[str, str]) -> Principal:
        """Who sends these. Raises AuthenticationFailed."""


class Admission:
    """Finds the principal, then counts the request against its limit; a failed try counts for its address."""

    def __init__(self, authenticator: Authenticates, rate_limits: RateLimits, public: frozenset[str] = PUBLIC) -> None:
        self._authenticator = authenticator
        self._rate_limits = rate_limits
        self._public = public

    async def __call__(self, visit: Visit) -> None:
        """Raises AuthenticationFailed, RateLimited, and what is wrong with the address."""
        _check_address(visit)
        try:
            visit.principal = await self._authenticator.authenticate(visit.headers)
        except AuthenticationFailed:
            await self._count(visit)
            if visit.template not in self._public:
                raise
        else:
            await self._count(visit)

    async def _count(self, visit: Visit) -> None:
        decision = await self._rate_limits.take(visit.client, visit.method, visit.template)
        if decision is None:
            return
        visit.answer_headers += decision.headers()
        if not decision.allowed:
            metrics.RATE_LIMITED.labels(visit.template).inc()
            raise decision.error()


def _check_address(visit: Visit) -> None:
    """A path and query are held to the limit of a text; a null byte, on which databases choke, no one needs."""
    path, query = visit.scope["path"], visit.scope["query_string"]
    if len(path) + len(query) > DEFAULT.text_characters:
        raise over("path", "an address", len(path) + len(query), DEFAULT.text_characters, "characters")
    if "\0" in path or (query and b"%00" in query):
        raise null_byte("path")
