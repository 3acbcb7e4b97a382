"""Watches the platform's providers: each is checked at intervals by one replica, and all of them know the result."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from imperium.models.chain import Attempt
from imperium.models.health.alarm import Alarm
from imperium.models.health.repository import HealthRepository
from imperium.models.health.standing import Check, Standing
from imperium.models.health.traffic import Traffic
from imperium.models.provider import Connection
from imperium.platform.errors import ImperiumError
from imperium.platform.settings import Health

FIRST_AFTER = (0.1, 0.2)
"""Of the interval: when a provider that was never checked is checked first."""
LOOKS = 10
"""Per interval: how often what other replicas found is read, and what is due is checked."""
LEASE_MARGIN_S = 30.0
"""A replica that died while checking is in nobody's way longer than the check may take and this."""
_log = structlog.get_logger("imperium.models.health")


class ProviderHealth:
    """`illness` and `observe` are for the hot path: memory only. `start` and `close` are called by the server.

    `check` asks a provider once, `connections` tells the platform's providers as they are now, `replica` is this
    process's name among those that share the database.
    """

    def __init__(
        self,
        settings: Health,
        repository: HealthRepository,
        check: Callable[[Connection], Awaitable[Check]],
        connections: Callable[[], Mapping[str, Connection]],
        alarm: Alarm,
        replica: str,
        clock: Callable[[], float] = time.time,
        draw: random.Random | None = None,
    ) -> None:
        self._settings = settings
        self._repository = repository
        self._check = check
        self._connections = connections
        self._alarm = alarm
        self._replica = replica
        self._clock = clock
        self._draw = draw or random.Random()  # noqa: S311  (it spreads checks over time)
        self._traffic = Traffic()
        self._standings: dict[str, Standing] = {}
        self._due: dict[str, float] = {}
        self._failed: dict[str, tuple[Standing, Check]] = {}
        self._wake = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    # ── on the hot path ──────────────────────────────────────────────────────────────────────────────────────

    def illness(self, provider: str) -> float:
        """0 for a healthy provider and for one that isn't watched; the higher the worse."""
        standing = self._standings.get(provider)
        return 0.0 if standing is None else standing.illness(self._settings.good_checks)

    def observe(self, attempt: Attempt) -> None:
        """An `Observe`: real traffic is evidence. Failures in a row take a provider off the routes at once."""
        connection = attempt.candidate.connection
        if connection.owner or not self._settings.enabled:
            return
        now, provider = self._clock(), connection.name
        if self._traffic.see(attempt, now) < self._settings.failures:
            return
        before, check = self._standing(provider), self._traffic.bad(provider, now)
        self._standings[provider] = before.after(check, self._settings.good_checks)
        self._failed[provider] = (self._failed.get(provider, (before, check))[0], check)
        self._wake.set()

    # ── to look at ───────────────────────────────────────────────────────────────────────────────────────────

    def standings(self) -> list[Standing]:
        """How every connected provider stands, by name."""
        return [self._standing(provider) for provider in sorted(self._connections())]

    # ── in the background ────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        if self._settings.enabled:
            self._running = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def look(self) -> None:
        """Read what others found, then check what is due."""
        await self._adopt()
        connections = self._connections()
        now = self._clock()
        failed, self._failed = self._failed, {}
        due = [connection for name, connection in connections.items() if self._is_due(name, now) and name not in failed]
        await asyncio.gather(
            *(self._keep(before, check) for provider, (before, check) in failed.items() if provider in connections),
            *(self._examine(connection, now) for connection in due),
        )

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except ImperiumError as error:
                _log.warning("health can't be read or kept", problem=error.detail)
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), self._settings.interval_seconds / LOOKS)
            except TimeoutError:
                continue

    async def _adopt(self) -> None:
        for found in await self._repository.all():
            known = self._standings.get(found.provider)
            if known is None or found.checked_at > known.checked_at:
                self._standings[found.provider] = found
                self._plan(found)

    def _is_due(self, provider: str, now: float) -> bool:
        if provider not in self._due:
            self._due[provider] = now + self._settings.interval_seconds * self._draw.uniform(*FIRST_AFTER)
        return now >= self._due[provider]

    def _plan(self, standing: Standing) -> None:
        jitter = self._settings.jitter
        pause = self._settings.interval_seconds * self._draw.uniform(1 - jitter, 1 + jitter)
        self._due[standing.provider] = standing.checked_at + pause

    async def _examine(self, connection: Connection, now: float) -> None:
        """By what traffic showed since the last check, else by asking, unless another replica does."""
        before = self._standing(connection.name)
        if shown := self._traffic.good(connection.name, before.checked_at, now):
            await self._keep(before, shown)
            return
        until = now + self._settings.timeout_seconds + LEASE_MARGIN_S
        if await self._repository.claim(before, self._replica, now, until):
            check = await self._check(connection)
            await self._keep(self._standing(connection.name), check)

    async def _keep(self, before: Standing, check: Check) -> None:
        """Whoever keeps a change tells of it: of several replicas one."""
        standing = before.after(check, self._settings.good_checks)
        self._standings[standing.provider] = standing
        self._plan(standing)
        self._alarm.count(standing, check)
        if await self._repository.save(standing) and standing.healthy is not before.healthy:
            await self._alarm.ring(standing)

    def _standing(self, provider: str) -> Standing:
        return self._standings.get(provider) or Standing(provider)
