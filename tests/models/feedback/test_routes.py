"""`POST /v1/feedback`, as a client sees it."""

import httpx
import pytest
from bureau import ANN, Bureau
from fastapi import FastAPI, Request
from starlette.middleware.base import RequestResponseEndpoint
from starlette.responses import Response

from imperium.models.feedback.routes import routes
from imperium.platform import problems


@pytest.fixture
def client(bureau: Bureau) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(routes(bureau.feedback))
    problems.install(app)

    @app.middleware("http")
    async def admit(request: Request, call_next: RequestResponseEndpoint) -> Response:
        request.state.principal = ANN
        return await call_next(request)

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here")


async def test_a_verdict_and_a_score(bureau: Bureau, client: httpx.AsyncClient) -> None:
    await bureau.answer("req_1")
    first = await client.post("/v1/feedback", json={"request_id": "chatcmpl-req_1", "verdict": "bad"})
    assert first.json() == {
        "object": "feedback",
        "request_id": "req_1",
        "model": "small",
        "score": 0.0,
        "replaced": False,
    }
    second = await client.post("/v1/feedback", json={"request_id": "req_1", "score": 0.75, "comment": "better"})
    assert (second.json()["score"], second.json()["replaced"]) == (0.75, True)
    assert await bureau.rows() == {"req_1": (0.75, "feedback")}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"request_id": "req_1"},
        {"request_id": "req_1", "score": 1, "verdict": "good"},
        {"request_id": "req_1", "score": 1.5},
        {"request_id": "req_1", "verdict": "great"},
        {"request_id": "req_1", "score": 1, "stars": 5},
        {"request_id": "req_1", "score": 1, "comment": "x" * 2_001},
    ],
)
async def test_nonsense_is_refused(client: httpx.AsyncClient, body: dict[str, object]) -> None:
    assert (await client.post("/v1/feedback", json=body)).status_code == 422


async def test_an_unknown_request_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/feedback", json={"request_id": "req_9", "verdict": "good"})
    assert answer.status_code == 404
    assert "30 days" in answer.text
