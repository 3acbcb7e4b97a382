"""Quotas over a real ledger, and requests that reserve, are answered, recorded and settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import orjson

from imperium.models.chat import Usage
from imperium.models.quota.alerts import Alerts
from imperium.models.quota.counter import Counter
from imperium.models.quota.counters.memory import MemoryCounter
from imperium.models.quota.quota import Estimate, Hold
from imperium.models.quota.repository import QuotaRepository
from imperium.models.quota.service import Quotas
from imperium.models.quota.webhook import Webhook
from imperium.models.repository import Ledger
from imperium.models.usage import UsageRecord
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.database import Database
from imperium.platform.events import EventLog
from imperium.platform.journal import Journal
from imperium.platform.settings import load_settings

NOON = 1_795_003_200.0  # 2026-11-18 12:00 UTC
ANN = Principal("key_ann", "acme", Role.MEMBER)
BOB = Principal("key_bob", "acme", Role.MEMBER)


class Clock:
    """Seconds since the epoch, moved by hand."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@dataclass
class Workplace:
    """One database and its ledger; `open` gives quotas on it, several times for several replicas."""

    folder: Path
    database: Database
    journal: Journal
    ledger: Ledger
    clock: Clock = field(default_factory=Clock)
    _ids: count[int] = field(default_factory=count)
    _opened: list[Quotas] = field(default_factory=list)

    async def open(
        self,
        counter: Counter | None = None,
        retry_s: float = 0.01,
        clock: Callable[[], float] | None = None,
        **settings: Any,
    ) -> Quotas:
        path = self.folder / "quotas.json"
        path.write_bytes(orjson.dumps({"quotas": settings}))
        section = load_settings(path, self.folder, {}).quotas
        repository = QuotaRepository(self.database, self.journal)
        webhook = Webhook(section.webhook, repository, clock or self.clock, retry_s) if section.webhook.url else None
        alerts = Alerts(
            section.alert_percents, repository, EventLog(self.database, self.journal), webhook, clock or self.clock
        )
        counter = counter or MemoryCounter(section.alert_percents)
        quotas = Quotas(section, counter, self.ledger, repository, alerts, clock or self.clock)
        await quotas.start()
        self._opened.append(quotas)
        return quotas

    async def close(self) -> None:
        for quotas in self._opened:
            await quotas.close()

    def new_id(self) -> str:
        return f"req_{next(self._ids)}"

    async def record(self, request_id: str, principal: Principal, micro_usd: int, **changes: Any) -> None:
        """The request's line in the ledger."""
        values = {
            "role": None,
            "engine": "openai",
            "model": "gpt",
            "usage": Usage(10, 20),
            "priced": True,
            "status": "succeeded",
            "started_at": self.clock(),
            "seconds": 0.1,
            **changes,
        }
        await self.ledger.record(
            UsageRecord(
                id=request_id, tenant=principal.tenant, principal=principal.id, cost_micro_usd=micro_usd, **values
            )
        )

    async def reserve(self, quotas: Quotas, principal: Principal, estimate: Estimate | int) -> Hold:
        wanted = Estimate.exactly(estimate) if isinstance(estimate, int) else estimate
        hold = await quotas.reserve(self.new_id(), principal, wanted)
        assert hold is not None
        return hold

    async def finish(self, quotas: Quotas, hold: Hold, principal: Principal, micro_usd: int) -> None:
        await self.record(hold.request_id, principal, micro_usd)
        await quotas.settle(hold, micro_usd, output_tokens=20)

    async def ask(self, quotas: Quotas, principal: Principal, micro_usd: int) -> Hold:
        """A request that costs what was foreseen."""
        hold = await self.reserve(quotas, principal, micro_usd)
        await self.finish(quotas, hold, principal, micro_usd)
        return hold
