"""Tells once a period when a limit is spent to 80, 90 and 100 %: in the log, as an event of the tenant, by webhook."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from math import inf

import structlog

from imperium.models.quota.alert import Alert, alert_id, new_alert
from imperium.models.quota.gauge import Gauge
from imperium.models.quota.quota import Measure
from imperium.models.quota.repository import QuotaRepository
from imperium.models.quota.webhook import Webhook
from imperium.platform.errors import Conflict, ImperiumError
from imperium.platform.events import EventLog

EVENT = "cost_alert"
TRIES = 10
"""Another process may write the tenant's events at the same moment; then the stream is read again."""
_log = structlog.get_logger("imperium.quotas")


class Alerts:
    """What was told lies in the table `cost_alerts`, in one transaction with the event, before it is told to anyone."""

    def __init__(
        self,
        percents: tuple[int, ...],
        repository: QuotaRepository,
        events: EventLog,
        webhook: Webhook | None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._percents = sorted(percents)
        self._repository = repository
        self._events = events
        self._webhook = webhook
        self._clock = clock
        self._told: dict[str, float] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        if self._webhook:
            self._webhook.start()

    async def close(self) -> None:
        await asyncio.gather(*self._telling)
        if self._webhook:
            await self._webhook.close()

    def consider(self, gauge: Gauge) -> None:
        """Tells what wasn't told yet of this account, and sets the gauge to where there is more to tell."""
        gauge.due_requests = self._consider(gauge, "requests")
        gauge.due_micro_usd = self._consider(gauge, "micro_usd")

    def forget_before(self, now: float) -> None:
        """Drop what is kept in memory of periods that have ended."""
        self._told = {told: ends for told, ends in self._told.items() if ends >= now}

    def _consider(self, gauge: Gauge, measure: Measure) -> float:
        """The amount from which on there is more to tell."""
        limit = gauge.account.limit(measure)
        if not limit:
            return inf
        spent = gauge.standing.spent(measure)
        for percent in self._percents:
            due = -(-limit * percent // 100)
            if spent < due:
                return due
            self._tell_once(gauge, measure, percent)
        return inf

    def _tell_once(self, gauge: Gauge, measure: Measure, percent: int) -> None:
        account = gauge.account
        name = alert_id(account, measure, percent)
        if name not in self._told:
            self._told[name] = account.period.ends
            posted = self._webhook is not None
            alert = new_alert(account, measure, percent, gauge.standing, self._clock(), posted)
            telling = asyncio.get_running_loop().create_task(self._tell(alert, gauge))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)

    async def _tell(self, alert: Alert, gauge: Gauge) -> None:
        try:
            async with self._turn:
                is_new = await self._store(alert)
        except ImperiumError as error:
            self._told.pop(alert.id, None)
            gauge.look_again()  # when the account is shown next, it is told
            _log.error("cost alert not stored", alert=alert.id, error=error.detail)
            return
        if is_new:
            _log.warning("quota nearly spent" if alert.percent < 100 else "quota spent", **alert.as_dict())
            if self._webhook:
                self._webhook.wake()

    async def _store(self, alert: Alert) -> bool:
        """False when it was told before, by this process or another."""
        for attempt in range(1, TRIES + 1):
            if await self._repository.has_alert(alert.id):
                return False
            await self._events.next_id(alert.tenant)
            try:
                await self._events.append(alert.tenant, EVENT, alert.as_dict(), self._repository.entry(alert))
            except Conflict:
                if attempt == TRIES:
                    raise
                await self._events.open(alert.tenant)
            else:
                return True
        return False
