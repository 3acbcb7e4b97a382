"""What the counter in this process keeps of an account, and the tab on which a principal's requests run.

Each request moves all the accounts of its principal, twice: six of them for an API key with every limit set. While
there is plenty, one reservation stands for many requests instead: a tab holds room on all of these accounts at once,
requests reserve and settle within it, and what they came to is booked when it is closed. Whoever wants to know an
account exactly closes its tabs first.

The same is granted as without a tab: all tabs of an account together hold no more than is spare, so that each of their
requests has plenty. And nobody is notified later: they hold less than would reach the next percentage at which somebody
is. What costs more than its tab has room for is the end of both, and closes all tabs of its accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from imperium.models.quota.decision import plenty, spare
from imperium.models.quota.quota import Account, Estimate, Standing

TAB_SHARE = 16
"""A tab holds at most this part of what is spare: other principals of the organisation have tabs too."""
FEWEST = 16
"""Requests that a tab must be good for to be worth opening."""
UNLIMITED = 1 << 62


class Sheet:
    """One account. `loaded` is the beginning of the period that was counted, None when it must be counted again;
    `lapsed` are reservations whose lease ran out: what each holds, and on which version it stands."""

    __slots__ = (
        "ends",
        "held_micro_usd",
        "held_requests",
        "lapsed",
        "loaded",
        "micro_usd",
        "requests",
        "tabs",
        "version",
    )

    def __init__(self, ends: float, version: int) -> None:
        self.loaded: float | None = None
        self.ends = ends
        self.version = version
        self.micro_usd = self.requests = self.held_micro_usd = self.held_requests = 0
        self.lapsed: dict[str, tuple[int, int]] = {}
        self.tabs: set[Tab] = set()

    def standing(self) -> Standing:
        return Standing(self.micro_usd, self.requests, self.held_micro_usd, self.held_requests)

    def add(self, micro_usd: int, requests: int) -> None:
        """To what is held; less than nothing gives back."""
        self.held_micro_usd += micro_usd
        self.held_requests += requests


Sheets: TypeAlias = tuple[Sheet, ...]


class Tab:
    """Room on all these sheets. Of it, so much is free, and so much is spent; what is neither is held."""

    __slots__ = (
        "_free_micro_usd",
        "_free_requests",
        "_room_micro_usd",
        "_room_requests",
        "_spent_micro_usd",
        "_spent_requests",
        "accounts",
        "is_open",
        "limits_money",
        "sheets",
        "versions",
    )

    def __init__(self, accounts: tuple[Account, ...], sheets: Sheets, micro_usd: int, requests: int) -> None:
        self.accounts = accounts
        self.sheets = sheets
        self.versions = tuple([sheet.version for sheet in sheets])
        self.limits_money = any(account.max_micro_usd is not None for account in accounts)
        self.is_open = True
        self._room_micro_usd = self._free_micro_usd = micro_usd
        self._room_requests = self._free_requests = requests
        self._spent_micro_usd = self._spent_requests = 0
        for sheet in sheets:
            sheet.add(micro_usd, requests)
            sheet.tabs.add(self)

    def hold(self, estimate: Estimate) -> bool:
        """The most that a request may cost, and one request; False: there isn't plenty."""
        if not self._free_requests or self._free_micro_usd < plenty(estimate):
            return False
        self._free_requests -= 1
        if self.limits_money:
            self._free_micro_usd -= estimate.most
        return True

    def end(self, held_micro_usd: int, micro_usd: int, requests: int) -> None:
        """A request that held so much came to so much. One that cost more than there was room for takes what others
        were promised: then all tabs of these accounts are closed."""
        self._spent_micro_usd += micro_usd
        self._spent_requests += requests
        self._free_micro_usd += held_micro_usd - micro_usd
        self._free_requests += 1 - requests
        if self._free_micro_usd < 0:
            close_tabs(self.sheets)

    def close(self) -> None:
        """Book it. What it holds is held on the sheets from now on."""
        self.is_open = False
        held_micro_usd = self._room_micro_usd - self._free_micro_usd - self._spent_micro_usd
        held_requests = self._room_requests - self._free_requests - self._spent_requests
        for sheet in self.sheets:
            sheet.tabs.remove(self)
            sheet.micro_usd += self._spent_micro_usd
            sheet.requests += self._spent_requests
            sheet.add(held_micro_usd - self._room_micro_usd, held_requests - self._room_requests)
        self._free_requests = 0


def open_tab(accounts: tuple[Account, ...], sheets: Sheets, estimate: Estimate, percents: Sequence[int]) -> Tab | None:
    """With room for many requests like this one, up to the next of the `percents` of a limit at which somebody is
    notified; None where that is too little."""
    micro_usd = requests = UNLIMITED
    for account, sheet in zip(accounts, sheets, strict=True):
        if (most := account.max_requests) is not None:
            left = most - sheet.requests - sheet.held_requests
            requests = min(requests, left // TAB_SHARE, left - _kept_back(most, sheet.requests, percents))
        if (limit := account.max_micro_usd) is not None:
            left = limit - sheet.micro_usd - sheet.held_micro_usd
            below = left - _kept_back(limit, sheet.micro_usd, percents)
            micro_usd = min(micro_usd, spare(limit, sheet) // TAB_SHARE, below)
    if requests < FEWEST or not 0 <= 2 * plenty(estimate) <= micro_usd:
        return None
    return Tab(accounts, sheets, micro_usd, requests)


def close_tabs(sheets: Sequence[Sheet]) -> None:
    """Those that stand on any of these sheets."""
    for tab in {tab for sheet in sheets for tab in sheet.tabs}:
        tab.close()


def _kept_back(limit: int, spent: int, percents: Sequence[int]) -> int:
    """How much of a limit is left where the next notification falls due, and one more."""
    marks = [-(-limit * percent // 100) for percent in percents]
    return limit - min([mark for mark in marks if mark > spent], default=limit) + 1
