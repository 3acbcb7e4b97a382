"""`/quotas`: limits, and what is left of them; `/usage`: what was used, and what routing saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from imperium.kit.money import usd_to_micro
from imperium.models.quota.limit_book import scopes
from imperium.models.quota.overview import Overview, overview
from imperium.models.quota.period import days, local_date
from imperium.models.quota.quota import Limits, Scope, ScopeKind
from imperium.models.quota.service import Quotas
from imperium.models.quota.spending import summary
from imperium.models.repository import Ledger
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents

T = TypeVar("T")
Viewer = Annotated[Principal, require(Role.VIEWER)]
Administrator = Annotated[Principal, require(Role.ADMIN)]
Subject = Annotated[
    str, Path(max_length=64, pattern=r"^[\w.@:-]+$", description="The id of the user, organisation or API key.")
]
"""The length isn't counted by the pattern: as one automaton the counted letters of Unicode are 10 MB."""
Count = Annotated[int, Field(ge=0, le=10**12)]
Usd = Annotated[Decimal, Field(ge=0, le=10**9)]
MOST_DAYS = 366


class Amounts(BaseModel):
    """Of one period; null: not limited."""

    requests: int | None
    micro_usd: int | None


class Periods(BaseModel):
    day: Amounts
    month: Amounts


class Resets(BaseModel):
    day: datetime
    month: datetime


class QuotaView(BaseModel):
    """By scope: user, organisation and, for an API key, key. Money in micro-USD."""

    limits: dict[ScopeKind, Periods]
    used: dict[ScopeKind, Periods]
    held: dict[ScopeKind, Periods] = Field(description="Reserved by requests that run now.")
    remaining: dict[ScopeKind, Periods] = Field(description="Neither used nor held; null: no limit.")
    resets_at: dict[ScopeKind, Resets]
    time_zones: dict[ScopeKind, str] = Field(description="In which the days and months begin.")
    pressure: float = Field(ge=0, le=1, description="How much of the tightest limit is used.")


class LimitsRequest(BaseModel):
    """All limits of one scope; what is left out or null is not limited."""

    model_config = ConfigDict(extra="forbid")

    daily_requests: Count | None = None
    monthly_requests: Count | None = None
    daily_usd: Usd | None = None
    monthly_usd: Usd | None = None
    time_zone: str | None = Field(None, max_length=64, description="Null: that of the settings.")


class AlertView(BaseModel):
    """A limit that was spent to a percentage. `spent` and `limit` are requests or micro-USD, as `measure` says."""

    id: str
    scope: ScopeKind
    subject: str
    period: Literal["day", "month"]
    measure: Literal["requests", "micro_usd"]
    percent: int
    spent: int
    limit: int
    raised_at: datetime
    resets_at: datetime
    delivered_at: datetime | None = Field(description="When the webhook took it.")


class AlertList(BaseModel):
    alerts: list[AlertView]


class Used(BaseModel):
    """Money in micro-USD."""

    requests: int
    failed: int
    input_tokens: int
    output_tokens: int
    cost_micro_usd: int
    strongest_model_micro_usd: int = Field(description="What the strongest model would have cost.")
    saved_by_routing_micro_usd: int


class ModelUsed(Used):
    engine: str
    model: str


class Total(Used):
    models: list[ModelUsed]


class Day(Total):
    date: date


class UsageView(BaseModel):
    days: list[Day] = Field(description="Every day asked for, the oldest first.")
    total: Total
    time_zone: str


def routes(quotas: Quotas, ledger: Ledger, clock: Callable[[], float] = time.time) -> APIRouter:
    router = APIRouter(tags=["quotas"], responses=documents(401, 403, 429))

    @router.get("/quotas", summary="Your limits, and what is left of them")
    async def own_quotas(caller: Viewer) -> QuotaView:
        found = {scope.kind: await overview(scope, quotas, ledger, clock()) for scope in scopes(caller)}
        return _view(found)

    @router.get("/quotas/alerts", summary="Which limits were nearly spent, the newest first")
    async def list_alerts(caller: Viewer, limit: Annotated[int, Query(ge=1, le=1_000)] = 100) -> AlertList:
        found = await quotas.repository.alerts(caller.tenant, limit)
        return AlertList(
            alerts=[AlertView(**alert.as_dict(), delivered_at=_datetime(alert.delivered_at)) for alert in found]
        )

    @router.get("/quotas/{scope}/{subject}", summary="The limits of one of your organisation", responses=documents(404))
    async def show_quota(scope: ScopeKind, subject: Subject, caller: Administrator) -> QuotaView:
        return await view(await quotas.limits.scope_of(caller, scope, subject))

    @router.put("/quotas/{scope}/{subject}", summary="Set limits", responses=documents(404, 422))
    async def set_quota(scope: ScopeKind, subject: Subject, limits: LimitsRequest, caller: Administrator) -> QuotaView:
        named = await quotas.limits.scope_of(caller, scope, subject)
        await quotas.limits.set(named, _limits(limits, quotas.book.limits(named).time_zone), caller)
        return await view(named)

    @router.delete(
        "/quotas/{scope}/{subject}",
        status_code=204,
        summary="Back to the limits of the settings",
        responses=documents(404),
    )
    async def reset_quota(scope: ScopeKind, subject: Subject, caller: Administrator) -> None:
        await quotas.limits.reset(await quotas.limits.scope_of(caller, scope, subject))

    @router.get("/usage", summary="What was used, day by day and model by model", responses=documents(422))
    async def usage(
        caller: Viewer,
        last: Annotated[int, Query(alias="days", ge=1, le=MOST_DAYS, description="Today and the days before.")] = 30,
        of: Annotated[Literal["own", "organisation"], Query(description="Whose use.")] = "own",
    ) -> UsageView:
        own, organisation, *_ = scopes(caller)
        scope = own if of == "own" else organisation
        time_zone = quotas.book.limits(scope).time_zone
        today = local_date(clock(), time_zone)
        spans = days(today - timedelta(last - 1), today, time_zone)
        found = await ledger.by_span(scope.tenant, scope.principal, [(day.begins, day.ends) for day in spans])
        listed = [
            Day(date=date.fromisoformat(day.name), **summary(rows)) for day, rows in zip(spans, found, strict=True)
        ]
        total = Total(**summary([row for rows in found for row in rows]))
        return UsageView(days=listed, total=total, time_zone=time_zone)

    async def view(scope: Scope) -> QuotaView:
        found = await overview(scope, quotas, ledger, clock())
        return _view({scope.kind: found})

    return router


def _view(found: dict[ScopeKind, list[Overview]]) -> QuotaView:
    pressure = max(each.standing.share(each.account) for views in found.values() for each in views)

    def each(amounts: Callable[[Overview], Amounts]) -> dict[ScopeKind, Periods]:
        return {kind: Periods(**_by_period(views, amounts)) for kind, views in found.items()}

    return QuotaView(
        limits=each(lambda o: Amounts(requests=o.account.max_requests, micro_usd=o.account.max_micro_usd)),
        used=each(lambda o: Amounts(requests=o.standing.requests, micro_usd=o.standing.micro_usd)),
        held=each(lambda o: Amounts(requests=o.standing.held_requests, micro_usd=o.standing.held_micro_usd)),
        remaining=each(lambda o: Amounts(requests=o.remaining("requests"), micro_usd=o.remaining("micro_usd"))),
        resets_at={kind: Resets(**_by_period(views, _resets_at)) for kind, views in found.items()},
        time_zones={kind: views[0].account.period.time_zone for kind, views in found.items()},
        pressure=pressure,
    )


def _by_period(views: Iterable[Overview], value: Callable[[Overview], T]) -> dict[str, Any]:
    return {view.account.period.kind: value(view) for view in views}


def _resets_at(view: Overview) -> datetime:
    return datetime.fromtimestamp(view.account.period.ends, UTC)


def _limits(asked: LimitsRequest, time_zone: str) -> Limits:
    daily, monthly = asked.daily_usd, asked.monthly_usd
    return Limits(
        time_zone=asked.time_zone or time_zone,
        daily_requests=asked.daily_requests,
        monthly_requests=asked.monthly_requests,
        daily_micro_usd=None if daily is None else usd_to_micro(daily),
        monthly_micro_usd=None if monthly is None else usd_to_micro(monthly),
    )


def _datetime(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
