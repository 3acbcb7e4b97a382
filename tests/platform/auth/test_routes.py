from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from imperium.platform.auth.authenticator import Authenticator
from imperium.platform.auth.principal import Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.routes import routes
from imperium.platform.auth.service import Keys
from imperium.platform.ratelimit import RateLimits
from imperium.platform.web.install import install


@pytest.fixture
async def client(repository: KeyRepository) -> AsyncIterator[httpx.AsyncClient]:
    authenticator = Authenticator(repository, "127.0.0.1")
    app = FastAPI()
    app.include_router(routes(Keys(repository, changed=authenticator.forget)))
    install(app, host="127.0.0.1", authenticator=authenticator, rate_limits=RateLimits())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


async def test_the_first_key_is_made_on_loopback_shown_once_and_then_needed(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/keys", json={"name": "laptop", "role": "admin"})
    assert made.status_code == 201
    token = made.json()["key"]
    refused = await client.get("/api/v1/keys")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer realm="imperium"'
    assert refused.headers["content-type"] == "application/problem+json"
    client.headers["authorization"] = f"Bearer {token}"
    listed = await client.get("/api/v1/keys")
    (key,) = listed.json()["keys"]
    assert token not in listed.text
    assert (key["name"], key["role"], key["hint"]) == ("laptop", "admin", token[-4:])


async def test_a_revoked_key_stops_working(client: httpx.AsyncClient) -> None:
    admin = (await client.post("/api/v1/keys", json={"role": "admin"})).json()
    client.headers["x-api-key"] = admin["key"]
    member = (await client.post("/api/v1/keys", json={"name": "bot", "expires_in_days": 30})).json()
    assert (await client.delete(f"/api/v1/keys/{member['id']}")).status_code == 204
    assert (await client.delete(f"/api/v1/keys/{member['id']}")).status_code == 404
    answer = await client.get("/api/v1/keys", headers={"x-api-key": member["key"]})
    assert answer.status_code == 401
    assert "revoked" in answer.json()["detail"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER, Role.OPERATOR])
async def test_only_administrators_see_keys(client: httpx.AsyncClient, repository: KeyRepository, role: Role) -> None:
    _, token = await Keys(repository).create("x", role)
    answer = await client.get("/api/v1/keys", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 403
    assert answer.json()["needed"] == "admin"
    assert role.label in answer.json()["detail"]


async def test_an_administrator_sees_and_revokes_only_the_keys_of_the_own_tenant(
    client: httpx.AsyncClient, repository: KeyRepository
) -> None:
    _, acme = await Keys(repository).create("a", Role.ADMIN, "acme")
    other, _ = await Keys(repository).create("b", Role.ADMIN, "other")
    client.headers["authorization"] = f"Bearer {acme}"
    assert [key["name"] for key in (await client.get("/api/v1/keys")).json()["keys"]] == ["a"]
    assert (await client.delete(f"/api/v1/keys/{other.id}")).status_code == 404


async def test_openapi_shows_how_to_authenticate(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert set(document["components"]["securitySchemes"]) == {"bearer", "apiKey"}
    assert document["paths"]["/api/v1/keys"]["get"]["security"]
