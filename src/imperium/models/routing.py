"""All that routing stands on, wired: what is measured, what is learned, who is healthy, and the router over them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from imperium.kit.ids import new_id
from imperium.models.appraisal import Appraiser
from imperium.models.catalog import Catalog
from imperium.models.chain import Observe
from imperium.models.feedback.repository import OutcomeRepository
from imperium.models.feedback.service import Feedback
from imperium.models.gain.model import GainModel
from imperium.models.health.alarm import Alarm
from imperium.models.health.probe import probe
from imperium.models.health.repository import HealthRepository
from imperium.models.health.service import ProviderHealth
from imperium.models.performance import Performance
from imperium.models.repository import Ledger
from imperium.models.router import Router
from imperium.models.upstream import Upstream
from imperium.platform.platform import Platform


@dataclass(frozen=True, slots=True)
class Routing:
    """`start` and `close` are called by the server, while the journal is open."""

    router: Router
    health: ProviderHealth
    feedback: Feedback
    performance: Performance
    catalog: Catalog
    asking: Upstream

    @classmethod
    def open(cls, platform: Platform, ledger: Ledger, catalog: Catalog, clock: Callable[[], float] = time.time) -> Self:
        """Over the platform's providers as `catalog` tells them. From now on the ledger writes outcomes too.

        Raises:
            InvalidInput: the configuration names an unknown strategy.
        """
        settings, asking = platform.settings, Upstream()
        performance, gain = Performance(), GainModel()
        health = ProviderHealth(
            settings.health,
            HealthRepository(platform.database),
            lambda connection: probe(asking, connection, settings.health.timeout_seconds),
            lambda: catalog.connections,
            Alarm(platform.events),
            new_id("replica"),
            clock,
        )
        feedback = Feedback(settings.routing, OutcomeRepository(platform.database, platform.journal), gain, clock)
        ledger.beside = feedback.entries
        router = Router(settings, Appraiser(performance, gain, health.illness))
        return cls(router, health, feedback, performance, catalog, asking)

    @property
    def observers(self) -> Sequence[Observe]:
        """To be told of every call to a provider."""
        return (self.performance.observe, self.health.observe)

    async def start(self) -> None:
        self.router.declare(self.catalog)
        await self.feedback.start()
        self.health.start()

    async def close(self) -> None:
        await self.health.close()
        await self.feedback.close()
        await self.asking.close()
