"""Quotas that hold: a request reserves what it may cost, and settles what it did cost, however it ends."""

from __future__ import annotations

import asyncio
import time
import weakref
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import structlog

from imperium.models.prices import ModelCard
from imperium.models.quota import refusal
from imperium.models.quota.alerts import Alerts
from imperium.models.quota.counter import Charge, Counter
from imperium.models.quota.estimates import estimate
from imperium.models.quota.gauge import Gauges
from imperium.models.quota.limit_book import LimitBook, accounts, scopes
from imperium.models.quota.output_lengths import OutputLengths
from imperium.models.quota.own_limits import OwnLimits
from imperium.models.quota.period import month
from imperium.models.quota.purse import Purse
from imperium.models.quota.quota import Account, Estimate, Hold, Standing
from imperium.models.quota.repository import QuotaRepository
from imperium.models.quota.reservations import Reservations
from imperium.models.repository import Ledger
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.errors import ImperiumError, TransientError
from imperium.platform.settings import Quotas as QuotaSettings

RELOAD_S = 30.0
"""So long it may take until a limit that was set by another process holds here."""
RECENT_ANSWERS = 200
"""So many answers of the ledger tell how long a principal's answers are, after a start."""
_log = structlog.get_logger("imperium.quotas")


class Quotas:
    """Whoever no limit holds for passes in microseconds. `clock` gives seconds since the epoch."""

    def __init__(
        self,
        settings: QuotaSettings,
        counter: Counter,
        ledger: Ledger,
        repository: QuotaRepository,
        alerts: Alerts,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._gauges = Gauges()
        self.book = LimitBook(settings, self._gauges)
        self.limits = OwnLimits(self.book, repository, clock)
        self._settings = settings
        self._ledger = ledger
        self.repository = repository
        self._alerts = alerts
        self._clock = clock
        self._lengths = OutputLengths()
        self._reservations = Reservations(
            counter,
            ledger,
            self._on_standings,
            lease_s=settings.lease_seconds,
            patience_s=settings.patience_seconds,
            clock=clock,
        )
        self._live: dict[str, tuple[Hold, weakref.ref[asyncio.Task[Any]]]] = {}
        self._trouble: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # ── what a request does ──────────────────────────────────────────────────────────────────────────────────

    async def reserve(
        self, request_id: str, principal: Principal, estimate: Estimate, purse: Purse | None = None
    ) -> Hold | None:
        """A reservation on every limit of the principal, or None when none holds. `purse` is that of the moment when
        the request began (now), whose day and month it counts into. The hold is prolonged while the task that asked
        for it lives.

        Raises:
            QuotaExhausted: what is spent leaves too little; `retry_after_s` is the end of the period.
            CapacityExceeded: others' reservations held all that is left for `quotas.patienceSeconds`, or money is
                limited and can't be counted now.
        """
        purse = purse or self.purse(principal)
        if not purse.accounts:
            return None
        if not self._lengths.knows(principal.id):
            self._look_up_lengths(principal.id)
        try:
            granted = await self._reservations.reserve(request_id, purse.accounts, estimate)
        except TransientError as error:
            self._note_trouble(error.detail)
            if estimate.most and purse.limits_money:
                raise refusal.uncounted(error.detail) from error
            return None
        if self._trouble is not None:
            self._note_trouble(None)
        hold = Hold(request_id, principal.id, purse.accounts, granted.versions, granted.micro_usd)
        self._keep(hold)
        return hold

    async def settle(
        self, hold: Hold | None, micro_usd: int, *, answered: bool = True, output_tokens: int | None = None
    ) -> None:
        """Charges what a request cost and ends its reservation. To be called when its line is in the ledger, however
        it ended; a second call does nothing. A request that no provider `answered` is not counted as one."""
        if hold is None or self._live.pop(hold.request_id, None) is None:
            return
        if output_tokens is not None:
            self._lengths.learn(hold.principal, (output_tokens,))
        try:
            await self._reservations.settle(hold, Charge(micro_usd, int(answered)))
        except TransientError as error:
            self._note_trouble(error.detail)  # the lease runs out, and then the ledger tells

    def purse(self, principal: Principal, at: float | None = None) -> Purse:
        """What a request of the principal that begins at `at` (now) is counted against, and how much of that is
        spent."""
        return self.book.purse(principal, self._clock() if at is None else at)

    def foresee(
        self,
        principal: Principal,
        input_tokens: int,
        card: ModelCard,
        *fallbacks: ModelCard,
        max_tokens: int | None = None,
        answers: int = 1,
    ) -> Estimate:
        """What a request may cost with the model of `card`, or with one of the fallbacks: the input and the 95th
        percentile of the principal's own answers, each within `max_tokens`."""
        return estimate(input_tokens, self._lengths.p95(principal.id), card, fallbacks, max_tokens, answers)

    # ── what goes on beside ──────────────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        """Raises TransientError when the limits can't be read."""
        await self.limits.reload()
        await self._alerts.start()
        self._beside(self._beat())
        self._beside(self._catch_up())

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._alerts.close()
        await self._reservations.counter.close()

    async def held(self, limited: list[Account]) -> list[Standing | None]:
        """What the counters say now; None for what isn't counted there, or can't be asked."""
        try:
            return list(await self._reservations.counter.standings(limited))
        except TransientError as error:
            self._note_trouble(error.detail)
            return [None] * len(limited)

    async def status(self) -> dict[str, Any]:
        """What `/status` tells."""
        if self.book.limits_anyone:
            self._note_trouble(await self._reservations.counter.trouble())
        said = f"{self._trouble} Limits of money refuse, limits of requests are open." if self._trouble else "ok"
        return {"status": said, "counter": self._settings.counter, "reservations": len(self._live)}

    async def beat(self) -> None:
        """Prolong the leases of requests whose task still lives, forget what is over, and look at what is told late."""
        now = self._clock()
        self._live = {
            name: kept for name, kept in self._live.items() if _is_alive(kept[1]) or _is_current(kept[0], now)
        }
        alive = [hold for hold, task in self._live.values() if _is_alive(task)]
        await self._reservations.renew(alive)
        self._gauges.forget_before(now)
        self._alerts.forget_before(now)
        counter, accounts = self._reservations.counter, self._gauges.accounts()
        if counter.tells_late:
            self._on_standings(accounts, await counter.standings(accounts))

    async def _beat(self) -> None:
        reloaded, pause_s = time.monotonic(), self._settings.lease_seconds / 3
        while True:
            await asyncio.sleep(min(pause_s, RELOAD_S))
            try:
                await self.beat()
                if time.monotonic() - reloaded >= RELOAD_S:
                    await self.limits.reload()
                    reloaded = time.monotonic()
            except ImperiumError as error:
                self._note_trouble(error.detail)

    async def _catch_up(self) -> None:
        """Alerts that a crash kept from being told: everybody who spent something this month is looked at once."""
        if not self.book.limits_anyone:
            return
        try:
            for account in await self._active_accounts():
                begins, ends = account.period.begins, account.period.ends
                spent = await self._ledger.spent(account.scope.tenant, account.scope.principal, begins, ends)
                self._on_standings((account,), (Standing(*spent),))
        except ImperiumError as error:
            _log.warning("cost alerts not looked at", error=error.detail)

    async def _active_accounts(self) -> list[Account]:
        now = self._clock()
        active = await self._ledger.active_since(month(now, self._settings.time_zone).begins)
        found = {
            account.key: account
            for tenant, principal in active
            for scope in scopes(Principal(principal, tenant, Role.VIEWER))
            for account in accounts(scope, self.book.limits(scope), now)
        }
        return [a for a in found.values() if (a.max_requests, a.max_micro_usd) != (None, None)]

    def _on_standings(self, limited: Sequence[Account], standings: Sequence[Standing | None]) -> None:
        for gauge in self._gauges.show(limited, standings):
            self._alerts.consider(gauge)

    def _keep(self, hold: Hold) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._live[hold.request_id] = (hold, weakref.ref(task))

    def _look_up_lengths(self, principal: str) -> None:
        """How long someone's answers are is looked up beside the first request, for those that follow."""
        self._lengths.learn(principal, ())
        self._beside(self._learn(principal))

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _learn(self, principal: str) -> None:
        try:
            self._lengths.learn(principal, await self._ledger.output_lengths(principal, RECENT_ANSWERS))
        except ImperiumError as error:
            _log.warning("usual length of answers not read", error=error.detail)

    def _note_trouble(self, detail: str | None) -> None:
        """Said once when it begins, and once when it is over."""
        if detail is not None and self._trouble is None:
            _log.error("quotas can't be counted: money limits refuse, request limits are open", reason=detail)
        if detail is None and self._trouble is not None:
            _log.info("quotas are counted again")
        self._trouble = detail


def _is_alive(task: weakref.ref[asyncio.Task[Any]]) -> bool:
    found = task()
    return found is not None and not found.done()


def _is_current(hold: Hold, now: float) -> bool:
    return any(now in account.period for account in hold.accounts)
