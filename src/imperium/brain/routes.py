"""`/api/v1/l20`: strategize, metrics."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse
from starlette.responses import Response

from imperium.brain.schemas import BrainMetrics, StrategizeRequest, StrategyView
from imperium.brain.service import Brain
from imperium.brain.views import strategy_view
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents

Viewer = Annotated[Principal, require(Role.VIEWER)]
Member = Annotated[Principal, require(Role.MEMBER)]
Run = Annotated[bool, Query(description="Start the plan as well.")]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": StrategyView, "description": "The plan."},
    202: {"model": StrategyView, "description": "The plan, and the run that was started."},
    **documents(400, 402, 413, 422, 503, 507),
}


def routes(brain: Brain) -> APIRouter:
    router = APIRouter(prefix="/api/v1/l20", tags=["brain"], responses=documents(401, 403, 429))

    @router.post("/strategize", summary="Plan an objective", responses=ANSWERS)
    async def strategize(
        request: StrategizeRequest, caller: Member, run: Run = False, key: IdempotencyKey = None
    ) -> Response:
        strategy = await brain.strategize(request, caller)
        state = await brain.start(strategy, request, caller, key) if run else None
        view = strategy_view(strategy, state).model_dump(mode="json")
        headers = {"location": view["run"]["status_url"]} if state else None
        return JSONResponse(view, 202 if state else 200, headers)

    @router.get("/metrics", summary="How plans and estimates do")
    async def metrics(caller: Viewer) -> BrainMetrics:
        return await brain.metrics(caller)

    return router
