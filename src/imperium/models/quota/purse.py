"""What one principal's requests are counted against: kept until a period ends or a limit is changed."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from imperium.models.quota.gauge import Gauge


class Purse:
    """The limited accounts of a principal in the day that lasts from `begins` to before `ends`, in seconds since the
    epoch, each with its gauge. Without accounts nothing is limited; `limits_money` tells whether money is."""

    __slots__ = ("_gauged", "_least", "accounts", "begins", "ends", "limits_money")

    def __init__(self, gauges: Sequence[Gauge], begins: float, ends: float) -> None:
        self.accounts = tuple([gauge.account for gauge in gauges])
        self.limits_money = any(account.max_micro_usd is not None for account in self.accounts)
        limits = [(account.max_requests, account.max_micro_usd) for account in self.accounts]
        self._least = 1.0 if any(0 in both for both in limits) else 0.0
        self._gauged = [
            (gauge, requests or inf, money or inf) for gauge, (requests, money) in zip(gauges, limits, strict=True)
        ]
        self.begins = begins
        self.ends = ends

    @property
    def pressure(self) -> float:
        """How much of the tightest limit is spent, from 0 to 1, as far as it is known here."""
        tightest = self._least
        for gauge, most_requests, most_money in self._gauged:
            standing = gauge.standing
            if (share := standing.requests / most_requests) > tightest:
                tightest = share
            if (share := standing.micro_usd / most_money) > tightest:
                tightest = share
        return tightest if tightest < 1.0 else 1.0
