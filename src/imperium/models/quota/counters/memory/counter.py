"""Sheets, one an account; reservations on them, each kept once for all its accounts; and tabs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from math import inf

from msgspec import Struct

from imperium.models.quota.counter import Charge, Granted, Lapsed, Lease, Outcome, Unloaded
from imperium.models.quota.counters.memory.sheet import Sheet, Sheets, Tab, close_tabs, open_tab
from imperium.models.quota.decision import Blocked, Fits, decide, granted_whole
from imperium.models.quota.quota import Account, Estimate, Hold, Standing, Totals

Clock = Callable[[], float]
SWEEP_FROM = 1_000
"""Accounts."""
MOST_LOOKED_UP = 4_000
"""Principals whose sheets are found at once; of more, all are looked up again."""
NOTHING = Charge(0, 0)


class _Reservation(Struct):
    """On all these sheets the same amount, each standing on a version; as long as the `tab` is open, within it."""

    sheets: Sheets
    versions: tuple[int, ...]
    micro_usd: int
    until: float
    tab: Tab | None = None


class MemoryCounter:
    """Nothing here waits, so nothing comes in between. Reservations stand in the order in which they run out, none of
    them before `_none_lapses_before`; those that did lie on their sheets, for whoever comes next."""

    tells_late = True

    def __init__(self, percents: Sequence[int], monotonic: Clock = time.monotonic) -> None:
        """`percents` are those of a limit at which somebody is notified."""
        self._monotonic = monotonic
        self._percents = percents
        self._sheets: dict[str, Sheet] = {}
        self._looked_up: dict[int, tuple[Sequence[Account], Sheets]] = {}
        self._tabs: dict[int, Tab] = {}
        self._reservations: dict[str, _Reservation] = {}
        self._none_lapses_before = inf
        self._versions = 0
        self._sweep_at = SWEEP_FROM

    async def reserve(
        self, request_id: str, accounts: Sequence[Account], estimate: Estimate, lease_s: float
    ) -> Outcome:
        now = self._monotonic()
        if now >= self._none_lapses_before:
            self._lapse(now)
        tab = self._tabs.get(id(accounts))
        if tab is None or request_id in self._reservations or not tab.hold(estimate):
            return self._reserve(request_id, accounts, estimate, now + lease_s)
        return self._hold_in(tab, request_id, estimate, now + lease_s)

    async def settle(self, hold: Hold, charge: Charge) -> tuple[Standing | None, ...]:
        if tab := self._end_in_tab(hold, charge):
            return () if tab.is_open else tuple([sheet.standing() for sheet in tab.sheets])
        sheets = self._sheets_of(hold.accounts)
        close_tabs(sheets)
        standings: list[Standing | None] = []
        for sheet, version, was_held in zip(sheets, hold.versions, self._end(hold.request_id, sheets), strict=True):
            if was_held and sheet.version == version:
                sheet.micro_usd += charge.micro_usd
                sheet.requests += charge.requests
                standings.append(sheet.standing())
            else:
                sheet.loaded, sheet.version = None, self._next_version()
                standings.append(None)
        return tuple(standings)

    async def release(self, hold: Hold) -> None:
        if not self._end_in_tab(hold, NOTHING):
            sheets = self._sheets_of(hold.accounts)
            close_tabs(sheets)
            self._end(hold.request_id, sheets)

    async def renew(self, holds: Iterable[Hold], lease_s: float) -> None:
        until = self._monotonic() + lease_s
        for hold in holds:
            sheets = self._sheets_of(hold.accounts)
            close_tabs(sheets)
            every = zip(sheets, hold.versions, self._end(hold.request_id, sheets), strict=True)
            kept = {sheet: version for sheet, version, was_held in every if was_held or sheet.version != version}
            if kept:
                self._hold(hold.request_id, tuple(kept), tuple(kept.values()), hold.reserved, until)

    async def load(self, account: Account, totals: Totals, version: int) -> bool:
        sheet = self._sheets.get(account.key) or self._new_sheet(account)
        if sheet.loaded == account.period.begins:
            return True
        if sheet.version != version:
            return False
        close_tabs((sheet,))
        if sheet.loaded is not None:
            # The same name in another time zone: what stands on that isn't charged here.
            sheet.version = self._next_version()
        self._sweep(account.period.begins)
        sheet.loaded, sheet.ends = account.period.begins, account.period.ends
        sheet.micro_usd, sheet.requests = totals.micro_usd, totals.requests
        return True

    async def standings(self, accounts: Sequence[Account]) -> tuple[Standing | None, ...]:
        found = [(self._sheets.get(account.key), account.period.begins) for account in accounts]
        close_tabs([sheet for sheet, _ in found if sheet])
        return tuple(sheet.standing() if sheet and sheet.loaded == begins else None for sheet, begins in found)

    async def trouble(self) -> str | None:
        return None

    async def close(self) -> None:
        self._forget()
        self._sheets.clear()
        self._reservations.clear()

    def _reserve(self, request_id: str, accounts: Sequence[Account], estimate: Estimate, until: float) -> Outcome:
        """On a new tab where there is plenty, else on the sheets themselves. What others have on tabs is booked first
        where it matters: where it would leave too little if all of it were spent."""
        sheets = self._sheets_of(accounts)
        for sheet, account in zip(sheets, accounts, strict=True):
            if sheet.lapsed or sheet.loaded != account.period.begins:
                return _doubt(accounts, sheets)
        if (gone := self._tabs.pop(id(accounts), None)) and gone.is_open:
            gone.close()
        decision: Fits | Blocked | None = granted_whole(accounts, sheets, estimate)
        if decision and accounts and isinstance(accounts, tuple) and request_id not in self._reservations:
            standings = tuple([sheet.standing() for sheet in sheets])
            tab = open_tab(accounts, sheets, estimate, self._percents)
            if tab and tab.hold(estimate):
                self._tabs[id(accounts)] = tab
                return self._hold_in(tab, request_id, estimate, until, standings)
        if not decision:
            close_tabs(sheets)
            decision = decide(accounts, sheets, estimate)
        if isinstance(decision, Blocked):
            return decision
        versions = tuple([sheet.version for sheet in sheets])
        self._hold(request_id, sheets, versions, decision.micro_usd or 0, until)
        return Granted(decision.micro_usd, versions)

    def _hold_in(
        self, tab: Tab, request_id: str, estimate: Estimate, until: float, standings: tuple[Standing, ...] = ()
    ) -> Granted:
        """After the tab has taken it up."""
        granted = estimate.most if tab.limits_money else None
        self._reservations[request_id] = _Reservation(tab.sheets, tab.versions, granted or 0, until, tab)
        if until < self._none_lapses_before:
            self._none_lapses_before = until
        return Granted(granted, tab.versions, standings)

    def _end_in_tab(self, hold: Hold, charge: Charge) -> Tab | None:
        """Where the reservation stands on an open one."""
        reservation = self._reservations.get(hold.request_id)
        tab = reservation.tab if reservation else None
        if not reservation or not tab or not tab.is_open or tab.accounts is not hold.accounts:
            return None
        del self._reservations[hold.request_id]
        tab.end(reservation.micro_usd, charge.micro_usd, charge.requests)
        return tab

    def _hold(self, request_id: str, sheets: Sheets, versions: tuple[int, ...], micro_usd: int, until: float) -> None:
        """It takes the place of a reservation of the same name."""
        if before := self._reservations.pop(request_id, None):
            close_tabs(before.sheets)
            for sheet in before.sheets:
                sheet.add(-before.micro_usd, -1)
        self._reservations[request_id] = _Reservation(sheets, versions, micro_usd, until)
        for sheet in sheets:
            sheet.held_micro_usd += micro_usd
            sheet.held_requests += 1
        if until < self._none_lapses_before:
            self._none_lapses_before = until

    def _end(self, request_id: str, sheets: Sheets) -> Sequence[bool]:
        """On which of the sheets it was still held."""
        reservation = self._reservations.get(request_id)
        if reservation is None or reservation.sheets != sheets:
            was_held = [_end_on(sheet, request_id, reservation) for sheet in sheets]
            if reservation is not None and not reservation.sheets:
                del self._reservations[request_id]
            return was_held
        del self._reservations[request_id]
        held = reservation.micro_usd
        for sheet in sheets:
            sheet.held_micro_usd -= held
            sheet.held_requests -= 1
        return [True] * len(sheets)

    def _lapse(self, now: float) -> None:
        """Lay what ran out on its sheets, where it stays held until the ledger tells what became of it."""
        self._none_lapses_before = inf
        lapsed = []
        for request_id, reservation in self._reservations.items():
            if reservation.until > now:
                self._none_lapses_before = reservation.until
                break
            lapsed.append(request_id)
        for request_id in lapsed:
            gone = self._reservations.pop(request_id)
            close_tabs(gone.sheets)
            for sheet, version in zip(gone.sheets, gone.versions, strict=True):
                sheet.lapsed[request_id] = (gone.micro_usd, version)

    def _sheets_of(self, accounts: Sequence[Account]) -> Sheets:
        """A principal's accounts come as the same tuple each time: as long as it is kept, nothing else has its id."""
        found = self._looked_up.get(id(accounts))
        return self._look_up(accounts) if found is None else found[1]

    def _look_up(self, accounts: Sequence[Account]) -> Sheets:
        sheets = tuple([self._sheets.get(account.key) or self._new_sheet(account) for account in accounts])
        if len(self._looked_up) >= MOST_LOOKED_UP:
            self._forget()
        if isinstance(accounts, tuple):
            self._looked_up[id(accounts)] = (accounts, sheets)
        return sheets

    def _new_sheet(self, account: Account) -> Sheet:
        sheet = self._sheets[account.key] = Sheet(account.period.ends, self._next_version())
        return sheet

    def _next_version(self) -> int:
        self._versions += 1
        return self._versions

    def _sweep(self, now: float) -> None:
        """Forget ended periods that nobody holds anything of; rarely, so that it costs next to nothing."""
        if len(self._sheets) >= self._sweep_at:
            self._forget()
            gone = [key for key, sheet in self._sheets.items() if sheet.ends < now and not sheet.held_requests]
            for key in gone:
                del self._sheets[key]
            self._sweep_at = max(SWEEP_FROM, 2 * len(self._sheets))

    def _forget(self) -> None:
        """What was looked up, and the tabs."""
        close_tabs([tab.sheets[0] for tab in self._tabs.values()])
        self._tabs.clear()
        self._looked_up.clear()


def _end_on(sheet: Sheet, request_id: str, reservation: _Reservation | None) -> bool:
    """Part of a reservation, or what is left of one that lapsed."""
    if lapsed := sheet.lapsed.pop(request_id, None):
        sheet.add(-lapsed[0], -1)
        return True
    if reservation is None or sheet not in reservation.sheets:
        return False
    sheet.add(-reservation.micro_usd, -1)
    at = reservation.sheets.index(sheet)
    reservation.sheets = reservation.sheets[:at] + reservation.sheets[at + 1 :]
    reservation.versions = reservation.versions[:at] + reservation.versions[at + 1 :]
    return True


def _doubt(accounts: Sequence[Account], sheets: Sequence[Sheet]) -> Lapsed | Unloaded:
    """What must be settled with the ledger before anything is reserved."""
    if lapsed := tuple(Lease(n, name, *held) for n, sheet in enumerate(sheets) for name, held in sheet.lapsed.items()):
        return Lapsed(lapsed)
    both = enumerate(zip(sheets, accounts, strict=True))
    return Unloaded(tuple((n, sheet.version) for n, (sheet, account) in both if sheet.loaded != account.period.begins))
