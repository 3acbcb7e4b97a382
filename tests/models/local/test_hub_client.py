"""Asking a hub: where it may lead, who gets the token, and what its refusals mean."""

import asyncio

import pytest
from aiohttp import web
from hub_server import COMMIT, GATED, TOKEN, HubServer
from pydantic import SecretStr

from imperium.models.local.hub_client import HubClient
from imperium.platform.errors import (
    ImperiumError,
    NetworkError,
    NotFound,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
    TimedOut,
    TooLarge,
)

FILE = f"/org/repo/resolve/{COMMIT}/a.gguf"


@pytest.fixture(autouse=True)
def repository(hub: HubServer) -> None:
    hub.files["org/repo"] = {"a.gguf": b"weights"}


async def read(client: HubClient, path: str = FILE) -> bytes:
    async with client.get(path) as answer:
        return b"".join([piece async for piece in client.pieces(answer)])


async def failure(client: HubClient, path: str = FILE) -> ImperiumError:
    with pytest.raises(ImperiumError) as caught:
        await read(client, path)
    return caught.value


async def test_the_hub_may_lead_to_itself(hub: HubServer) -> None:
    hub.leads_to = lambda request: "/cdn/org/repo/a.gguf"
    async with HubClient(f"{hub.url}/", SecretStr(TOKEN)) as client:
        assert await read(client) == b"weights"
    assert [request.headers.get("authorization") for request in hub.asked] == [f"Bearer {TOKEN}"] * 2


async def test_it_leads_to_no_private_address(hub: HubServer, client: HubClient) -> None:
    """Neither by https, which is allowed elsewhere, nor by a name for this machine."""
    for where in (
        "https://127.0.0.1:1/x",
        "https://localhost:1/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
    ):
        hub.leads_to = lambda request, where=where: where
        error = await failure(client)
        assert isinstance(error, ProviderRejected), where
        assert "isn't public" in error.detail


async def test_elsewhere_it_must_be_https(hub: HubServer, client: HubClient) -> None:
    other = HubServer()
    await other.start()
    for where in (f"{other.url}/x", "http://cdn.example.org/x", "ftp://cdn.example.org/x", "file:///etc/passwd"):
        hub.leads_to = lambda request, where=where: where
        assert isinstance(await failure(client), ProviderRejected), where
    assert other.asked == []
    await other.stop()


async def test_a_host_that_is_allowed_is_not_told_the_token(hub: HubServer) -> None:
    store = HubServer(files={"org/repo": {"a.gguf": b"from the store"}})
    await store.start()
    hub.leads_to = lambda request: f"{store.url}/cdn/org/repo/a.gguf?signature=abc%2Fdef"
    async with HubClient(hub.url, SecretStr(TOKEN), (store.url.removeprefix("http://"),)) as client:
        assert await read(client) == b"from the store"
    assert [request.headers.get("authorization") for request in store.asked] == [None]
    assert store.asked[0].raw_path.endswith("?signature=abc%2Fdef"), "a signed address is kept to the letter"
    await store.stop()


async def test_leading_in_circles(hub: HubServer, client: HubClient) -> None:
    hub.leads_to = lambda request: request.path
    assert "redirects more than" in (await failure(client)).detail
    hub.leads_to = lambda request: "http://user:pass@cdn.example.org/"
    assert "user name" in (await failure(client)).detail


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (lambda: web.Response(status=401), ProviderRejected, "HF_TOKEN"),
        (lambda: web.Response(status=403, headers=GATED), ProviderRejected, "Accept them"),
        (lambda: web.Response(status=404), NotFound, "Check its name"),
        (lambda: web.Response(status=429, headers={"retry-after": "7"}), RateLimited, ""),
        (lambda: web.Response(status=500), ProviderUnavailable, ""),
        (lambda: web.Response(status=451), ProviderRejected, ""),
    ],
)
async def test_what_refusals_mean(
    hub: HubServer, client: HubClient, answer: object, kind: type[ImperiumError], words: str
) -> None:
    hub.refusals = [answer()]
    error = await failure(client)
    assert type(error) is kind
    assert words in str(error.remedy)
    assert error.retry_after_s == (7 if kind is RateLimited else None)


async def test_a_gated_model_opens_with_the_token(hub: HubServer, client: HubClient) -> None:
    hub.gated = {"org/repo"}
    assert isinstance(await failure(client), ProviderRejected)
    async with HubClient(hub.url, SecretStr(TOKEN)) as known:
        assert await read(known) == b"weights"
        assert TOKEN not in repr(known.__dict__)


async def test_a_cut_answer_and_nobody_there(hub: HubServer, client: HubClient) -> None:
    hub.cuts = [3]
    assert isinstance(await failure(client), NetworkError)
    await hub.stop()
    assert isinstance(await failure(client), NetworkError)


async def test_one_that_falls_silent(hub: HubServer) -> None:
    hub.gate = asyncio.Event()
    hub.files["org/repo"]["a.gguf"] = b"x" * 100
    hub.cuts = [50]
    async with HubClient(hub.url, None, silence_s=0.2) as client:
        assert isinstance(await failure(client), TimedOut)
    hub.gate.set()


async def test_a_listing_is_bounded_and_json(hub: HubServer, client: HubClient) -> None:
    assert (await client.json("/api/models/org/repo?blobs=true", 10_000))["sha"] == COMMIT
    with pytest.raises(TooLarge):
        await client.json("/api/models/org/repo?blobs=true", 50)
    hub.refusals = [web.Response(text="<html>")]
    with pytest.raises(ProviderUnavailable, match="JSON"):
        await client.json("/api/models/org/repo", 10_000)
