import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, StreamingResponse
from structlog.testing import capture_logs

from imperium.platform.telemetry import metrics

Guarded = Callable[..., FastAPI]

Serve = Callable[[FastAPI], AbstractAsyncContextManager[str]]

router = APIRouter()


@router.get("/runs/{run_id}")
async def run(run_id: str) -> dict[str, str]:
    return {"run_id": run_id}


@router.get("/page", response_class=HTMLResponse)
async def page() -> str:
    return "<h1>Hello</h1>"


@router.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/broken")
async def broken() -> None:
    raise RuntimeError("password is hunter2")


@router.get("/half")
async def half() -> StreamingResponse:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"the first half"
        raise RuntimeError("gone")

    return StreamingResponse(chunks())


@pytest.fixture
def app(guarded: Guarded) -> FastAPI:
    app = FastAPI()
    app.include_router(router, prefix="/api")
    app.include_router(router)
    return guarded(app)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        yield client


async def test_every_answer_has_an_id_and_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/api/runs/1", "/nothing", "/broken"):
        headers = (await client.get(path)).headers
        assert re.fullmatch(r"req_\w{26}", headers["x-request-id"])
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


async def test_a_callers_request_id_is_kept_if_it_is_harmless(client: httpx.AsyncClient) -> None:
    kept = await client.get("/health", headers={"x-request-id": "trace-7.a:1"})
    assert kept.headers["x-request-id"] == "trace-7.a:1"
    replaced = await client.get("/health", headers={"x-request-id": "a b<script>"})
    assert replaced.headers["x-request-id"].startswith("req_")


async def test_a_page_may_load_nothing_from_elsewhere_and_stand_in_no_frame(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/page")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "content-security-policy" not in (await client.get("/health")).headers


async def test_a_request_is_one_line_in_the_log(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        await client.get("/api/runs/run_7")
    (line,) = [entry for entry in logs if entry["event"] == "request"]
    assert (
        line.items()
        >= {
            "method": "GET",
            "path": "/api/runs/run_7",
            "route": "/api/runs/{run_id}",
            "status_code": 200,
            "principal": "local",
        }.items()
    )
    assert line["duration_ms"] > 0


def requests(route: str, code: str, method: str = "GET") -> float:
    labels = {"route": route, "method": method, "code": code}
    return metrics.REGISTRY.get_sample_value("imperium_http_requests_total", labels) or 0.0


async def test_metrics_count_by_route_never_by_path(client: httpx.AsyncClient) -> None:
    before = requests("/api/runs/{run_id}", "200"), requests("unmatched", "404"), requests("/broken", "500")
    for number in range(3):
        await client.get(f"/api/runs/{number}")
        await client.get(f"/invented/{number}")
    await client.get("/broken")
    after = requests("/api/runs/{run_id}", "200"), requests("unmatched", "404"), requests("/broken", "500")
    assert [b - a for a, b in zip(before, after, strict=True)] == [3, 3, 1]
    await client.request("HACK", "/health")
    assert requests("/health", "405", "OTHER") >= 1
    assert requests("/health", "405", "HACK") == 0


async def test_a_fault_is_a_problem_with_the_id_of_its_log_line(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        answer = await client.get("/broken")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert [entry["error_id"] for entry in logs if "error_id" in entry] == [answer.json()["error_id"]]


async def test_half_an_answer_is_cut_not_ended(app: FastAPI, serve: Serve) -> None:
    async with serve(app) as address, httpx.AsyncClient(base_url=address, timeout=60) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/half")
        assert (await client.get("/health")).status_code == 200
