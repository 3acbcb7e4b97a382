"""A notice that a limit is nearly or wholly spent."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from imperium.models.quota.period import PeriodKind
from imperium.models.quota.quota import Account, Measure, ScopeKind, Standing


class Alert(Struct, frozen=True):
    """`spent` and `limit` are requests or micro-USD, as `measure` says. `id` is the same for the same limit, period and
    percentage, so that it is told once. `next_try_at` is None when the webhook has nothing to send."""

    id: str
    tenant: str
    scope: ScopeKind
    subject: str
    period: PeriodKind
    resets_at: float
    measure: Measure
    percent: int
    spent: int
    limit: int
    raised_at: float
    attempts: int = 0
    next_try_at: float | None = None
    delivered_at: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """What is told; how it is delivered is nobody's business."""
        hidden = ("attempts", "next_try_at", "delivered_at")
        return {name: getattr(self, name) for name in self.__struct_fields__ if name not in hidden}


def alert_id(account: Account, measure: Measure, percent: int) -> str:
    return f"{account.key}:{measure}:{percent}"


def new_alert(account: Account, measure: Measure, percent: int, standing: Standing, at: float, posted: bool) -> Alert:
    """An alert raised at `at`, which the webhook sends at once if it is to be `posted`."""
    return Alert(
        id=alert_id(account, measure, percent),
        tenant=account.scope.tenant,
        scope=account.scope.kind,
        subject=account.scope.subject,
        period=account.period.kind,
        resets_at=account.period.ends,
        measure=measure,
        percent=percent,
        spent=standing.spent(measure),
        limit=account.limit(measure) or 0,
        raised_at=at,
        next_try_at=at if posted else None,
    )
