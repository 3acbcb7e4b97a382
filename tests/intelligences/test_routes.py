"""The intelligence endpoints on a real application."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from imperium.intelligences import CAPABILITIES, ROUTERS
from imperium.intelligences.tally import Execution, Tally
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Registry
from imperium.platform.errors import ImperiumError


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.state.intelligence_tally = Tally()
    app.state.platform = SimpleNamespace(registry=Registry(CAPABILITIES), context=lambda principal: None)

    @app.middleware("http")
    async def principal(request: Request, call_next: Any) -> Any:
        request.state.principal = LOCAL_ADMIN
        return await call_next(request)

    @app.exception_handler(ImperiumError)
    async def problem(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ImperiumError)
        return JSONResponse(error.as_dict(), status_code=error.status)

    for router in ROUTERS:
        app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_four_are_listed(client: httpx.AsyncClient):
    listed = (await client.get("/api/v1/intelligence/list")).json()["intelligences"]
    assert {item["type"]: item["status"] for item in listed} == {
        "product_content": "active",
        "marketing": "active",
        "web_app_builder": "not_built",
        "advanced_media": "not_built",
    }
    assert all(item["capabilities"] for item in listed)


async def test_the_documented_requests(client: httpx.AsyncClient):
    body = {"product_details": {"name": "Smart Watch Pro", "category": "Wearables", "features": ["GPS"]}}
    answer = await client.post("/api/v1/intelligence/product_content/execute", json=body)
    assert answer.status_code == 200
    assert answer.json()["status"] == "succeeded"
    assert answer.json()["engine"] == "embedded:copywriter"
    assert "Smart Watch Pro" in answer.text
    body = {"product": {"name": "Smart Watch Pro"}, "channels": ["social", "email", "web"], "budget": 25000}
    answer = await client.post("/api/v1/intelligence/marketing/execute", json=body)
    assert answer.status_code == 200
    assert "25000" in answer.text


@pytest.mark.parametrize(("kind", "status"), [("web_app_builder", 501), ("advanced_media", 501), ("no_such", 404)])
async def test_what_is_not_there_says_so(client: httpx.AsyncClient, kind: str, status: int):
    answer = await client.post(f"/api/v1/intelligence/{kind}/execute", json={})
    assert answer.status_code == status
    assert kind in answer.json()["detail"]


async def test_metrics_count_what_ran(client: httpx.AsyncClient):
    empty = (await client.get("/api/v1/intelligence/marketing/metrics")).json()
    assert (empty["executions"], empty["success_rate"]) == (0, None)
    await client.post("/api/v1/intelligence/marketing/execute", json={"objective": "tea for hikers"})
    await client.post("/api/v1/intelligence/marketing/execute", json={"objective": "three posts"})
    counted = (await client.get("/api/v1/intelligence/marketing/metrics")).json()
    assert (counted["executions"], counted["succeeded"], counted["success_rate"]) == (2, 1, 0.5)
    assert counted["mean_seconds"] > 0
    assert (await client.get("/api/v1/intelligence/nothing/metrics")).status_code == 404


def test_an_execution_within_a_run_counts_once_however_often_the_run_ends():
    tally = Tally(clock=lambda: 7.0)
    first = Execution("run_1", "result", "marketing", 2.0, 30, False)
    tally.ended(first)
    tally.ended(first)
    tally.ended(Execution("run_1", "result", "marketing", 4.0, 100, True))
    tally.ended(Execution("run_2", "result", "marketing", 6.0, 5, True))
    assert tally.of("marketing") == {
        "type": "marketing",
        "since": 7.0,
        "executions": 3,
        "succeeded": 2,
        "failed": 1,
        "success_rate": 2 / 3,
        "mean_seconds": 4.0,
        "longest_seconds": 6.0,
        "cost_micro_usd": 105,
    }
