"""What is known here of what is spent: read by every request, moved by every one that reserves or settles."""

from __future__ import annotations

from collections.abc import Sequence

from imperium.models.quota.quota import Account, Standing

NOTHING_SPENT = Standing(0, 0)


class Gauge:
    """One account and what was last seen of it. `due_requests` and `due_micro_usd` are what must be spent until
    something is to be told (see `alerts.py`)."""

    __slots__ = ("account", "due_micro_usd", "due_requests", "standing")

    def __init__(self, account: Account) -> None:
        self.standing = NOTHING_SPENT
        self.become(account)

    def become(self, account: Account) -> None:
        """Its limits are these."""
        self.account = account
        self.look_again()

    def look_again(self) -> None:
        """Whatever is shown next, alerts are considered."""
        self.due_requests = self.due_micro_usd = 0.0


class Gauges:
    """One for each account in use, for all principals that share it. `shown` grows whenever any of them moves."""

    def __init__(self) -> None:
        self._gauges: dict[str, Gauge] = {}
        self.shown = 0

    def of(self, account: Account) -> Gauge:
        """Under the limits that it has now."""
        gauge = self._gauges.get(account.key)
        if gauge is None:
            gauge = self._gauges[account.key] = Gauge(account)
        elif gauge.account != account:
            gauge.become(account)
        return gauge

    def accounts(self) -> list[Account]:
        """All that have one."""
        return [gauge.account for gauge in self._gauges.values()]

    def show(self, accounts: Sequence[Account], standings: Sequence[Standing | None]) -> list[Gauge]:
        """Those of which something is to be told. None: what stands there isn't known."""
        due = []
        self.shown += 1
        for account, standing in zip(accounts, standings, strict=True):
            if standing is not None:
                gauge = self._gauges.get(account.key) or self.of(account)
                gauge.standing = standing
                if standing.requests >= gauge.due_requests or standing.micro_usd >= gauge.due_micro_usd:
                    due.append(gauge)
        return due

    def forget_before(self, now: float) -> None:
        """Drop those of periods that have ended."""
        self._gauges = {key: gauge for key, gauge in self._gauges.items() if gauge.account.period.ends >= now}
