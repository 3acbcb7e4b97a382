"""Tells that a provider's health changed: a line in the log, an event that can be followed, and a metric."""

from __future__ import annotations

import structlog

from imperium.models.health.standing import Check, Standing
from imperium.platform.errors import Conflict
from imperium.platform.events import EventLog
from imperium.platform.telemetry import metrics

STREAM = "providers"
TRIES = 3
"""Another replica may append to the stream at the same moment."""
_log = structlog.get_logger("imperium.models.health")
_RESULTS = {True: "good", False: "bad", None: "unknown"}


class Alarm:
    def __init__(self, events: EventLog) -> None:
        self._events = events

    def count(self, standing: Standing, check: Check) -> None:
        """Every check becomes a metric."""
        metrics.PROVIDER_HEALTH_CHECKS.labels(standing.provider, _RESULTS[check.good]).inc()
        metrics.PROVIDER_HEALTHY.labels(standing.provider).set(standing.healthy)

    async def ring(self, standing: Standing) -> None:
        """Call when a provider became healthy or unhealthy."""
        kind = "provider.healthy" if standing.healthy else "provider.unhealthy"
        told = {"provider": standing.provider, "reason": standing.reason, "since": standing.since}
        if standing.healthy:
            _log.info("provider is healthy again", **told)
        else:
            _log.error("provider is unhealthy", **told)
        for left in reversed(range(TRIES)):
            self._events.forget(STREAM)
            await self._events.next_id(STREAM)
            try:
                await self._events.append(STREAM, kind, told)
                return
            except Conflict:
                if not left:
                    _log.warning("event not stored: others append to the stream all the time", **told)
