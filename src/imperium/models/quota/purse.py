"""What one principal's requests are counted against: kept until a period ends or a limit is changed."""

from __future__ import annotations

from collections.abc import Sequence

from imperium.models.quota.gauge import Gauge


class Purse:
    """The limited accounts of a principal in the day that lasts from `begins` to before `ends`, in seconds since the
    epoch, each with its gauge. Without accounts nothing is limited; `limits_money` tells whether money is."""

    __slots__ = ("accounts", "begins", "ends", "gauges", "limits_money")

    def __init__(self, gauges: Sequence[Gauge], begins: float, ends: float) -> None:
        self.gauges = tuple(gauges)
        self.accounts = tuple([gauge.account for gauge in gauges])
        self.limits_money = any(account.max_micro_usd is not None for account in self.accounts)
        self.begins = begins
        self.ends = ends

    @property
    def pressure(self) -> float:
        """How much of the tightest limit is spent, from 0 to 1, as far as it is known here."""
        tightest = 0.0
        for gauge in self.gauges:
            share = gauge.standing.share(gauge.account)
            if share > tightest:
                tightest = share
        return tightest
