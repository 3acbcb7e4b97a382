from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

Guarded = Callable[..., FastAPI]

FRIEND = "https://studio.example.org"


@pytest.fixture
async def client(guarded: Guarded) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.post("/chat")(lambda: "said")
    app.get("/chat")(lambda: "heard")
    transport = httpx.ASGITransport(guarded(app, origins=(FRIEND,)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": FRIEND, "sec-fetch-site": "cross-site"},
    ],
)
async def test_programs_our_own_pages_and_configured_origins_come_in(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await client.post("/chat", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.org"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:3000"},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
    ],
)
async def test_a_page_of_another_origin_is_refused(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/chat", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["field"] == "origin"
    assert "access-control-allow-origin" not in answer.headers


async def test_a_followed_link_comes_in_but_a_frame_does_not(client: httpx.AsyncClient) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert (await client.get("/chat", headers=link)).status_code == 200
    assert (await client.get("/chat", headers=link | {"sec-fetch-dest": "iframe"})).status_code == 403
    assert (await client.get("/chat", headers={"sec-fetch-site": "cross-site"})).status_code == 403


async def test_a_configured_origin_may_read_the_answer(client: httpx.AsyncClient) -> None:
    answer = await client.get("/chat", headers={"origin": FRIEND})
    assert answer.headers["access-control-allow-origin"] == FRIEND
    assert answer.headers["vary"] == "Origin"
    preflight = await client.options(
        "/chat",
        headers={
            "origin": FRIEND,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization",
        },
    )
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-headers"] == "authorization"
    assert "POST" in preflight.headers["access-control-allow-methods"]
