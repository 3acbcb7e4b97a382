from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from imperium.platform.auth.principal import Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from imperium.platform.web.hosts import host_name

Guarded = Callable[..., FastAPI]


async def status(app: FastAPI, host: str, key: str = "") -> int:
    headers = {"host": host, **({"authorization": f"Bearer {key}"} if key else {})}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        return (await client.get("/", headers=headers)).status_code


def application() -> FastAPI:
    app = FastAPI()
    app.get("/")(lambda: "in")
    return app


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("LOCALHOST", 200),
        ("app.localhost:8000", 200),
        ("[::1]:8000", 200),
        ("box.home.arpa:8000", 200),
        ("rebound.evil.org:8000", 403),
        ("localhost.evil.org", 403),
        ("127.0.0.1.evil.org:8000", 403),
        ("192.168.1.5:8000", 403),
        ("", 403),
    ],
)
async def test_on_loopback_only_our_own_names_are_answered(guarded: Guarded, host: str, expected: int) -> None:
    assert await status(guarded(application(), hosts=("box.home.arpa",)), host) == expected


async def test_beyond_loopback_configured_names_bind_and_none_means_any(
    guarded: Guarded, repository: KeyRepository
) -> None:
    _, key = await Keys(repository).create("x", Role.VIEWER)
    assert await status(guarded(application(), host="0.0.0.0"), "anything.example.org", key) == 200
    named = guarded(application(), host="0.0.0.0", hosts=("ai.example.org",))
    assert await status(named, "ai.example.org", key) == 200
    assert await status(named, "other.example.org", key) == 403


@pytest.mark.parametrize(
    ("header", "name"),
    [("a.b:80", "a.b"), ("a.b", "a.b"), ("[::1]:80", "::1"), ("[::1]", "::1"), ("A.b.", "a.b"), ("", "")],
)
def test_the_name_in_a_host_header(header: str, name: str) -> None:
    assert host_name(header) == name
