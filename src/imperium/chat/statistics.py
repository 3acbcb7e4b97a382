"""`/stats`: what was asked, who answered, what failed, what it cost and what routing saved, what is waiting."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter

from imperium.models.repository import Ledger
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents
from imperium.platform.telemetry import metrics
from imperium.workflows.engine import Engine
from imperium.workflows.repository import RunRepository

Viewer = Annotated[Principal, require(Role.VIEWER)]


def routes(ledger: Ledger, runs: RunRepository, engine: Engine) -> APIRouter:
    router = APIRouter(tags=["statistics"], responses=documents(401, 403, 429))

    @router.get("/stats", summary="Requests, models, errors, cost, queues")
    async def stats(caller: Viewer) -> dict[str, Any]:
        models = await ledger.by_model(caller.tenant)
        totals = await runs.totals(caller.tenant)
        answered = metrics.REQUESTS.by_code()
        cost, strongest = (sum(m[key] for m in models) for key in ("cost_micro_usd", "strongest_micro_usd"))
        return {
            "requests": {
                "total": sum(answered.values()),
                "by_status": answered,
                "models": sum(m["requests"] for m in models),
                "runs": {status: row["runs"] for status, row in totals.items()},
            },
            "models": models,
            "errors": {
                "http": sum(count for code, count in answered.items() if code >= "500"),
                "models": sum(m["failed"] for m in models),
                "runs": totals.get("failed", {}).get("runs", 0),
            },
            "cost": {
                "models_micro_usd": cost,
                "runs_micro_usd": sum(row["cost_micro_usd"] for row in totals.values()),
                "strongest_model_micro_usd": strongest,
                "saved_by_routing_micro_usd": strongest - cost,
            },
            "queues": {"waiting": engine.depth(), "running": engine.running()},
        }

    return router
