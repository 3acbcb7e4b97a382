"""Reserves on a counter, and does what the counter can't: count the ledger, look up ended requests, wait in line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from imperium.models.quota import refusal
from imperium.models.quota.counter import Charge, Counter, Granted, Lapsed, Unloaded
from imperium.models.quota.decision import Blocked
from imperium.models.quota.quota import Account, Estimate, Hold, Standing, Totals
from imperium.models.quota.waiting_line import WaitingLines, freed_or_due
from imperium.models.repository import Ledger
from imperium.platform.errors import ProviderUnavailable
from imperium.platform.telemetry import metrics

MOST_ROUNDS = 100
"""How often one try to reserve counts the ledger or looks up ended requests before it gives up."""


class Reservations:
    """`on_standings` is told what stands on accounts whenever that is learned; None: it isn't known."""

    def __init__(
        self,
        counter: Counter,
        ledger: Ledger,
        on_standings: Callable[[Sequence[Account], Sequence[Standing | None]], None],
        *,
        lease_s: float,
        patience_s: float,
        clock: Callable[[], float],
    ) -> None:
        self.counter = counter
        self._ledger = ledger
        self._on_standings = on_standings
        self._lease_s = lease_s
        self._patience_s = patience_s
        self._clock = clock
        self._lines = WaitingLines()
        self._counting: dict[str, asyncio.Task[None]] = {}

    async def reserve(self, request_id: str, accounts: Sequence[Account], estimate: Estimate) -> Granted:
        """Raises QuotaExhausted, CapacityExceeded, and TransientError when nothing can be counted."""
        key = self._lines.first(accounts)
        if key is None:
            outcome = await self._attempt(request_id, accounts, estimate)
            if isinstance(outcome, Granted):
                return outcome
            key = accounts[outcome.accounts[0]].key
        return await self._wait(key, request_id, accounts, estimate)

    async def settle(self, hold: Hold, charge: Charge) -> None:
        if standings := await self.counter.settle(hold, charge):
            self._on_standings(hold.accounts, standings)
        self._lines.free(hold.accounts)

    async def renew(self, holds: Sequence[Hold]) -> None:
        if holds:
            await self.counter.renew(holds, self._lease_s)

    async def _wait(self, key: str, request_id: str, accounts: Sequence[Account], estimate: Estimate) -> Granted:
        """In line for what is held on the account `key`, as long as patience lasts."""
        try:
            async with asyncio.timeout(self._patience_s), self._lines.turn(key) as freed:
                while True:
                    freed.clear()
                    outcome = await self._attempt(request_id, accounts, estimate)
                    if isinstance(outcome, Granted):
                        return outcome
                    await freed_or_due(freed)
        except TimeoutError:
            account = next(account for account in accounts if account.key == key)
            raise refusal.held(account, self._patience_s) from None

    async def _attempt(self, request_id: str, accounts: Sequence[Account], estimate: Estimate) -> Granted | Blocked:
        """Granted, or blocked by what is held. Raises QuotaExhausted."""
        for _ in range(MOST_ROUNDS):
            outcome = await self.counter.reserve(request_id, accounts, estimate, self._lease_s)
            match outcome:
                case Granted():
                    if outcome.standings:
                        self._on_standings(accounts, outcome.standings)
                    return outcome
                case Unloaded(found):
                    await asyncio.gather(*[self._load(accounts[n], version) for n, version in found])
                case Lapsed():
                    await self._look_up(accounts, outcome)
                case Blocked(by="spent"):
                    raise self._exhausted(accounts, outcome)
                case _:
                    return outcome
        raise ProviderUnavailable("The ledger changed faster than it could be counted.")

    def _exhausted(self, accounts: Sequence[Account], blocked: Blocked) -> Exception:
        """Of several limits that are spent, the one that lasts longest."""
        account = max((accounts[n] for n in blocked.accounts), key=lambda account: account.period.ends)
        metrics.QUOTA_VIOLATIONS.labels(account.scope.kind, account.period.kind).inc()
        return refusal.exhausted(account, blocked.measure, self._clock())

    async def _load(self, account: Account, version: int) -> None:
        """Count an account from the ledger; who comes meanwhile waits for the same count."""
        counting = self._counting.get(account.key)
        if counting is None:
            counting = self._counting[account.key] = asyncio.create_task(self._count(account, version))
            counting.add_done_callback(lambda _: self._counting.pop(account.key, None))
        await asyncio.shield(counting)

    async def _count(self, account: Account, version: int) -> None:
        period, scope = account.period, account.scope
        totals = Totals(*await self._ledger.spent(scope.tenant, scope.principal, period.begins, period.ends))
        if await self.counter.load(account, totals, version):
            self._on_standings((account,), (Standing(totals.micro_usd, totals.requests),))

    async def _look_up(self, accounts: Sequence[Account], lapsed: Lapsed) -> None:
        """Leases ran out: what the ledger knows as ended is charged, of the rest only the reservation ends."""
        ended = await self._ledger.charges([lease.request_id for lease in lapsed.leases])
        for lease in lapsed.leases:
            hold = Hold(lease.request_id, "", (accounts[lease.account],), (lease.version,), lease.micro_usd)
            if lease.request_id in ended:
                await self.settle(hold, Charge(*ended[lease.request_id]))
            else:
                await self.counter.release(hold)
        self._lines.free(accounts)
