"""`GET /providers/health`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from imperium.models.health.service import ProviderHealth
from imperium.models.health.standing import Source, Standing
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents

Viewer = Annotated[Principal, require(Role.VIEWER)]


class HealthView(BaseModel):
    """How a provider stands."""

    provider: str
    status: Literal["healthy", "unhealthy", "unknown"] = Field(description="Unknown: not checked yet; it is used.")
    is_healthy: bool = Field(description="Whether requests are routed to it.")
    reason: str = Field(description="What the last check found.")
    since: datetime | None = Field(description="When it became so.")
    last_check: datetime | None
    checked_by: Source | None = Field(description="A free question (probe), or real requests (traffic).")
    response_time_ms: float | None
    good_checks: int = Field(description="Checks in a row that did not fail.")


class HealthList(BaseModel):
    providers: list[HealthView]


def routes(health: ProviderHealth) -> APIRouter:
    router = APIRouter(tags=["providers"], responses=documents(401, 403, 429))

    @router.get("/providers/health", summary="Which providers can be relied on now")
    async def list_health(caller: Viewer) -> HealthList:
        return HealthList(providers=[_view(standing) for standing in health.standings()])

    return router


def _view(standing: Standing) -> HealthView:
    checked = standing.checked_at > 0
    return HealthView(
        provider=standing.provider,
        status=("healthy" if standing.healthy else "unhealthy") if checked else "unknown",
        is_healthy=standing.healthy,
        reason=standing.reason,
        since=_datetime(standing.since),
        last_check=_datetime(standing.checked_at),
        checked_by=standing.source if checked else None,
        response_time_ms=None if standing.response_s is None else round(standing.response_s * 1_000, 1),
        good_checks=standing.good_in_a_row,
    )


def _datetime(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
