"""Counts in this process: enough for one, and the ledger tells the next one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from math import inf

from imperium.models.quota.counter import Charge, CounterKind, Granted, Lapsed, Lease, Outcome, Unloaded
from imperium.models.quota.decision import Blocked, decide
from imperium.models.quota.quota import Account, Estimate, Hold, Standing, Totals

Clock = Callable[[], float]
SWEEP_FROM = 1_000
"""Accounts."""


class _Sheet:
    """One account. `loaded` is the beginning of the period that was counted, None when it must be counted again;
    `leases` are in the order in which they run out, none of them before `none_lapses_before`."""

    __slots__ = (
        "ends",
        "held_micro_usd",
        "held_requests",
        "leases",
        "loaded",
        "micro_usd",
        "none_lapses_before",
        "requests",
        "version",
    )

    def __init__(self, ends: float, version: int) -> None:
        self.loaded: float | None = None
        self.ends = ends
        self.version = version
        self.micro_usd = self.requests = self.held_micro_usd = self.held_requests = 0
        self.leases: dict[str, tuple[int, int, float]] = {}
        self.none_lapses_before = inf

    def standing(self) -> Standing:
        return Standing(self.micro_usd, self.requests, self.held_micro_usd, self.held_requests)

    def hold(self, request_id: str, micro_usd: int, version: int, until: float) -> None:
        if request_id in self.leases:
            self.drop(request_id)
        if not self.leases:
            self.none_lapses_before = until
        self.leases[request_id] = (micro_usd, version, until)
        self.held_micro_usd += micro_usd
        self.held_requests += 1

    def drop(self, request_id: str) -> bool:
        """Whether it was there."""
        lease = self.leases.pop(request_id, None)
        if lease is None:
            return False
        self.held_micro_usd -= lease[0]
        self.held_requests -= 1
        return True

    def lapsed(self, now: float) -> list[tuple[str, int, int]]:
        found: list[tuple[str, int, int]] = []
        self.none_lapses_before = inf
        for request_id, (micro_usd, version, until) in self.leases.items():
            if not found:
                self.none_lapses_before = until
            if until > now:
                break
            found.append((request_id, micro_usd, version))
        return found


class MemoryCounter:
    """Nothing here waits, so nothing comes in between."""

    def __init__(self, monotonic: Clock = time.monotonic) -> None:
        self._monotonic = monotonic
        self._sheets: dict[str, _Sheet] = {}
        self._versions = 0
        self._sweep_at = SWEEP_FROM

    async def reserve(
        self, request_id: str, accounts: Sequence[Account], estimate: Estimate, lease_s: float
    ) -> Outcome:
        now = self._monotonic()
        sheets = [self._sheet(account) for account in accounts]
        for sheet, account in zip(sheets, accounts, strict=True):
            if sheet.none_lapses_before <= now or sheet.loaded != account.period.begins:
                if doubt := _doubt(accounts, sheets, now):
                    return doubt
                break
        decision = decide(accounts, sheets, estimate)
        if isinstance(decision, Blocked):
            return decision
        held, until = decision.micro_usd or 0, now + lease_s
        for sheet in sheets:
            sheet.hold(request_id, held, sheet.version, until)
        versions = tuple([sheet.version for sheet in sheets])
        return Granted(decision.micro_usd, versions, tuple([sheet.standing() for sheet in sheets]))

    async def settle(self, hold: Hold, charge: Charge) -> tuple[Standing | None, ...]:
        return tuple(
            [
                self._charge(hold.request_id, account, version, charge)
                for account, version in zip(hold.accounts, hold.versions, strict=True)
            ]
        )

    async def release(self, hold: Hold) -> None:
        for account in hold.accounts:
            if sheet := self._sheets.get(account.key):
                sheet.drop(hold.request_id)

    async def renew(self, holds: Iterable[Hold], lease_s: float) -> None:
        until = self._monotonic() + lease_s
        for hold in holds:
            for account, version in zip(hold.accounts, hold.versions, strict=True):
                sheet = self._sheet(account)
                if hold.request_id in sheet.leases or sheet.version != version:
                    sheet.hold(hold.request_id, hold.reserved, version, until)

    async def load(self, account: Account, totals: Totals, version: int) -> bool:
        sheet = self._sheet(account)
        if sheet.loaded == account.period.begins:
            return True
        if sheet.version != version:
            return False
        self._sweep(account.period.begins)
        sheet.loaded, sheet.ends = account.period.begins, account.period.ends
        sheet.micro_usd, sheet.requests = totals.micro_usd, totals.requests
        return True

    async def standings(self, accounts: Sequence[Account]) -> tuple[Standing | None, ...]:
        found = [(self._sheets.get(account.key), account.period.begins) for account in accounts]
        return tuple(sheet.standing() if sheet and sheet.loaded == begins else None for sheet, begins in found)

    async def trouble(self) -> str | None:
        return None

    async def close(self) -> None:
        self._sheets.clear()

    def _sheet(self, account: Account) -> _Sheet:
        return self._sheets.get(account.key) or self._new_sheet(account)

    def _new_sheet(self, account: Account) -> _Sheet:
        sheet = self._sheets[account.key] = _Sheet(account.period.ends, self._next_version())
        return sheet

    def _charge(self, request_id: str, account: Account, version: int, charge: Charge) -> Standing | None:
        sheet = self._sheet(account)
        held = sheet.drop(request_id)
        if held and sheet.loaded == account.period.begins and sheet.version == version:
            sheet.micro_usd += charge.micro_usd
            sheet.requests += charge.requests
            return sheet.standing()
        sheet.loaded, sheet.version = None, self._next_version()
        return None

    def _next_version(self) -> int:
        self._versions += 1
        return self._versions

    def _sweep(self, now: float) -> None:
        """Forget ended periods that nobody holds anything of; rarely, so that it costs next to nothing."""
        if len(self._sheets) >= self._sweep_at:
            gone = [key for key, sheet in self._sheets.items() if sheet.ends < now and not sheet.leases]
            for key in gone:
                del self._sheets[key]
            self._sweep_at = max(SWEEP_FROM, 2 * len(self._sheets))


def _doubt(accounts: Sequence[Account], sheets: Sequence[_Sheet], now: float) -> Lapsed | Unloaded | None:
    """What must be settled with the ledger before anything is reserved."""
    if lapsed := [Lease(n, *lease) for n, sheet in enumerate(sheets) for lease in sheet.lapsed(now)]:
        return Lapsed(tuple(lapsed))
    both = enumerate(zip(sheets, accounts, strict=True))
    unloaded = tuple((n, sheet.version) for n, (sheet, account) in both if sheet.loaded != account.period.begins)
    return Unloaded(unloaded) if unloaded else None


kind = CounterKind(
    "In this process; counted again from the ledger at start.", lambda settings, database: MemoryCounter()
)
