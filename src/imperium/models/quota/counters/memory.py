"""Counts in this process: enough for one, and the ledger tells the next one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from imperium.models.quota.counter import Charge, CounterKind, Granted, Lapsed, Lease, Outcome, Unloaded
from imperium.models.quota.decision import Blocked, decide
from imperium.models.quota.quota import Account, Estimate, Hold, Standing, Totals

Clock = Callable[[], float]
SWEEP_FROM = 1_000
"""Accounts."""


class _Sheet:
    """One account. `loaded` is the beginning of the period that was counted, None when it must be counted again;
    `leases` are in the order in which they run out."""

    __slots__ = ("ends", "held_micro_usd", "leases", "loaded", "micro_usd", "requests", "version")

    def __init__(self, ends: float, version: int) -> None:
        self.loaded: float | None = None
        self.ends = ends
        self.version = version
        self.micro_usd = self.requests = self.held_micro_usd = 0
        self.leases: dict[str, tuple[int, int, float]] = {}

    def standing(self) -> Standing:
        return Standing(self.micro_usd, self.requests, self.held_micro_usd, len(self.leases))

    def hold(self, request_id: str, micro_usd: int, version: int, until: float) -> None:
        self.drop(request_id)
        self.leases[request_id] = (micro_usd, version, until)
        self.held_micro_usd += micro_usd

    def drop(self, request_id: str) -> bool:
        """Whether it was there."""
        lease = self.leases.pop(request_id, None)
        self.held_micro_usd -= lease[0] if lease else 0
        return lease is not None

    def lapsed(self, now: float) -> list[tuple[str, int, int]]:
        found = []
        for request_id, (micro_usd, version, until) in self.leases.items():
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
        if lapsed := [Lease(n, *lease) for n, sheet in enumerate(sheets) for lease in sheet.lapsed(now)]:
            return Lapsed(tuple(lapsed))
        if unloaded := tuple(
            (n, sheet.version)
            for n, (sheet, account) in enumerate(zip(sheets, accounts, strict=True))
            if sheet.loaded != account.period.begins
        ):
            return Unloaded(unloaded)
        decision = decide(accounts, [sheet.standing() for sheet in sheets], estimate)
        if isinstance(decision, Blocked):
            return decision
        for sheet in sheets:
            sheet.hold(request_id, decision.micro_usd or 0, sheet.version, now + lease_s)
        versions = tuple([sheet.version for sheet in sheets])
        return Granted(decision.micro_usd, versions, tuple([sheet.standing() for sheet in sheets]))

    async def settle(self, hold: Hold, charge: Charge) -> tuple[Standing | None, ...]:
        return tuple(
            self._charge(hold.request_id, account, version, charge)
            for account, version in zip(hold.accounts, hold.versions, strict=True)
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
        sheet = self._sheets.get(account.key)
        if sheet is None:
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


kind = CounterKind(
    "In this process; counted again from the ledger at start.", lambda settings, database: MemoryCounter()
)
