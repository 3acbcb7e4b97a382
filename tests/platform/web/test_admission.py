from collections.abc import Callable

import httpx
from fastapi import FastAPI

from imperium.platform.auth.principal import Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys

Guarded = Callable[..., FastAPI]


def application() -> FastAPI:
    app = FastAPI()
    app.get("/health")(lambda: "ok")
    app.get("/runs/{run_id}")(lambda run_id: run_id)
    app.get("/models")(lambda: "models")
    return app


def client_of(app: FastAPI, address: str = "203.0.113.9", **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1234))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers)


async def test_an_endpoint_is_limited_whatever_its_parameters_and_says_so(guarded: Guarded) -> None:
    app = guarded(application(), rules={"/": (3, 60)})
    async with client_of(app) as client:
        answers = [await client.get(f"/runs/{number}") for number in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert [answer.headers["ratelimit"] for answer in answers] == [f'"/";r={r};t=60' for r in (2, 1, 0, 0)]
        refused = answers[-1]
        assert refused.headers["ratelimit-policy"] == '"/";q=3;w=60'
        assert int(refused.headers["retry-after"]) in range(55, 61)
        assert refused.json()["code"] == "rate-limited"
        assert (await client.get("/models")).status_code == 200


async def test_invented_paths_share_one_limit(guarded: Guarded) -> None:
    async with client_of(guarded(application(), rules={"/": (2, 60)})) as client:
        codes = [(await client.get(f"/invented/{number}")).status_code for number in range(3)]
    assert codes == [404, 404, 429]


async def test_keys_are_limited_each_for_itself_and_guesses_by_address(
    guarded: Guarded, repository: KeyRepository
) -> None:
    keys = Keys(repository)
    (_, one), (_, other) = await keys.create("1", Role.MEMBER), await keys.create("2", Role.MEMBER)
    app = guarded(application(), rules={"/": (2, 60)})
    for token, expected in ((one, [200, 200, 429]), (other, [200, 200, 429]), ("wrong", [401, 401, 429])):
        async with client_of(app, authorization=f"Bearer {token}") as client:
            assert [(await client.get("/models")).status_code for _ in range(3)] == expected
    async with client_of(app, address="198.51.100.7") as client:
        assert (await client.get("/models")).status_code == 401


async def test_an_ipv6_client_is_its_network(guarded: Guarded, repository: KeyRepository) -> None:
    await Keys(repository).create("1", Role.MEMBER)
    app = guarded(application(), rules={"/": (2, 60)})
    codes = []
    for host in ("2001:db8::1", "2001:db8::2", "2001:db8::ffff:3", "2001:db8:1::1"):
        async with client_of(app, address=host) as client:
            codes.append((await client.get("/models")).status_code)
    assert codes == [401, 401, 429, 401]


async def test_health_is_answered_without_a_key(guarded: Guarded, repository: KeyRepository) -> None:
    await Keys(repository).create("1", Role.MEMBER)
    async with client_of(guarded(application())) as client:
        assert (await client.get("/health")).status_code == 200
        assert (await client.get("/openapi.json")).status_code == 200
        assert (await client.get("/models")).status_code == 401
        assert (await client.get("/nowhere")).status_code == 401
