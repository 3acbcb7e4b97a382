"""What one principal's requests are counted against: kept until a period ends or a limit is changed."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from imperium.models.quota.gauge import Gauges
from imperium.models.quota.quota import Account


class Purse:
    """The limited accounts of a principal in the day that lasts from `begins` to before `ends`, in seconds since the
    epoch, each with its gauge. Without accounts nothing is limited; `limits_money` tells whether money is."""

    __slots__ = ("_as_of", "_gauged", "_gauges", "_least", "_pressure", "accounts", "begins", "ends", "limits_money")

    def __init__(self, accounts: Sequence[Account], gauges: Gauges, begins: float, ends: float) -> None:
        self.accounts = tuple(accounts)
        self.limits_money = any(account.max_micro_usd is not None for account in self.accounts)
        limits = [(account.max_requests, account.max_micro_usd) for account in self.accounts]
        self._least = 1.0 if any(0 in both for both in limits) else 0.0
        self._gauged = [
            (gauges.of(account), requests or inf, money or inf)
            for account, (requests, money) in zip(self.accounts, limits, strict=True)
        ]
        self._gauges = gauges
        self._as_of = -1
        self._pressure = 0.0
        self.begins = begins
        self.ends = ends

    @property
    def pressure(self) -> float:
        """How much of the tightest limit is spent, from 0 to 1, as far as it is known here."""
        if self._as_of != self._gauges.shown:
            self._as_of, self._pressure = self._gauges.shown, self._weigh()
        return self._pressure

    def _weigh(self) -> float:
        tightest = self._least
        for gauge, most_requests, most_money in self._gauged:
            standing = gauge.standing
            tightest = max(tightest, standing.requests / most_requests, standing.micro_usd / most_money)
        return min(tightest, 1.0)
