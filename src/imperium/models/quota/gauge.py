"""What is known here of what is spent: read by every request, moved by every one that reserves or settles."""

from __future__ import annotations

from imperium.models.quota.quota import Account, Standing

NOTHING_SPENT = Standing(0, 0)


class Gauge:
    """One account. `share` is how much of its tighter limit is spent, from 0 to 1; `due_requests` and `due_micro_usd`
    are what must be spent until something is to be told (see `alerts.py`)."""

    __slots__ = ("account", "due_micro_usd", "due_requests", "share", "standing")

    def __init__(self, account: Account) -> None:
        self.account = account
        self.standing = NOTHING_SPENT
        self.share = 0.0
        self.look_again()

    def become(self, account: Account) -> None:
        """Its limits were changed."""
        self.account, self.share = account, self.standing.share(account)
        self.look_again()

    def look_again(self) -> None:
        """Whatever is shown next, alerts are considered."""
        self.due_requests = self.due_micro_usd = 0.0

    def show(self, standing: Standing) -> bool:
        """Whether something is to be told."""
        before = self.standing
        if standing.requests != before.requests or standing.micro_usd != before.micro_usd:
            self.standing, self.share = standing, standing.share(self.account)
        return standing.requests >= self.due_requests or standing.micro_usd >= self.due_micro_usd


class Gauges:
    """One for each account in use, for all principals that share it."""

    def __init__(self) -> None:
        self._gauges: dict[str, Gauge] = {}

    def of(self, account: Account) -> Gauge:
        """Under the limits that it has now."""
        gauge = self.named(account)
        if gauge.account != account:
            gauge.become(account)
        return gauge

    def named(self, account: Account) -> Gauge:
        """Whatever limits it had when it was reserved on."""
        return self._gauges.get(account.key) or self._gauges.setdefault(account.key, Gauge(account))

    def forget_before(self, now: float) -> None:
        """Drop those of periods that have ended."""
        self._gauges = {key: gauge for key, gauge in self._gauges.items() if gauge.account.period.ends >= now}
