"""What a request is told that a quota refuses."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from imperium.kit.money import format_usd
from imperium.models.quota.quota import Account, Measure
from imperium.platform.errors import CapacityExceeded, QuotaExhausted

SOON_S = 2.0
_WHOSE = {"user": "your", "organisation": "your organisation's", "key": "this API key's"}


def exhausted(account: Account, measure: Measure, now: float) -> QuotaExhausted:
    """Nothing can be asked before the period ends."""
    ends = datetime.fromtimestamp(account.period.ends, ZoneInfo(account.period.time_zone))
    return QuotaExhausted(
        f"What is left of {_limit(account, measure)} is not enough for this request.",
        field=f"quotas.{account.scope.kind}",
        remedy=f"It begins anew at {ends:%Y-%m-%d %H:%M} ({account.period.time_zone}); an administrator can raise it.",
        retry_after_s=max(1.0, account.period.ends - now),
        quota=account.key,
        limit=account.limit(measure),
        resets_at=ends.isoformat(),
    )


def held(account: Account, patience_s: float) -> CapacityExceeded:
    """All that is left is reserved by requests that run, and not enough of them ended in time."""
    measure: Measure = "requests" if account.max_micro_usd is None else "micro_usd"
    return CapacityExceeded(
        f"All that is left of {_limit(account, measure)} was held by running requests for {patience_s:g} s.",
        field=f"quotas.{account.scope.kind}",
        remedy="Try again when some of them have ended, or run fewer at once.",
        retry_after_s=SOON_S,
        quota=account.key,
    )


def uncounted(why: str) -> CapacityExceeded:
    """Money can't be counted now, so none is spent."""
    return CapacityExceeded(
        f"Spending is limited and can't be counted now, so nothing that costs money is begun: {why}",
        field="quotas",
        remedy="Try again soon: it goes on by itself. Models that cost nothing still answer.",
        retry_after_s=SOON_S,
    )


def _limit(account: Account, measure: Measure) -> str:
    amount = account.limit(measure) or 0
    figure = f"{amount:,} requests" if measure == "requests" else format_usd(amount)
    return f"{_WHOSE[account.scope.kind]} limit of {figure} a {account.period.kind}"
