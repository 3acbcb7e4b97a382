"""`/providers` and `/user-providers`, over the whole application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from upstream import Upstream

from imperium.platform.auth.principal import Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from imperium.platform.settings import Settings
from support.upstream_app import Running, serving, settings_in

KEY = "sk-contract-check-1234567890wxyz"


def settings(folder: Path, **sections: Any) -> Settings:
    return settings_in(folder / "data", secrets={"keyFile": str(folder / "master.json")}, **sections)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(settings(tmp_path)) as running:
        yield running


async def test_a_provider_of_ones_own_comes_and_goes(running: Running) -> None:
    made = await running.http.post("/user-providers", json={"provider_name": "openai", "api_key": KEY})
    assert made.status_code == 201, made.text
    own = made.json()
    assert (own["provider_name"], own["last_four"], own["connected"]) == ("openai", "wxyz", True)
    again = await running.http.post("/user-providers", json={"provider_name": "openai", "api_key": KEY[:-4] + "abcd"})
    assert (again.status_code, again.json()["id"], again.json()["last_four"]) == (200, own["id"], "abcd")
    listed = await running.http.get("/user-providers")
    assert [entry["id"] for entry in listed.json()["user_providers"]] == [own["id"]]
    providers = {entry["name"]: entry for entry in (await running.get("/providers"))["providers"]}
    assert providers["openai"]["own"]
    assert not providers["anthropic"]["connected"]
    for answer in (made, again, listed):
        assert "sk-contract" not in answer.text
    assert (await running.http.delete(f"/user-providers/{own['id']}")).status_code == 204
    assert (await running.http.delete(f"/user-providers/{own['id']}")).status_code == 404
    assert (await running.get("/user-providers"))["user_providers"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"provider_name": "openai", "api_key": KEY, "base_url": "http://169.254.169.254/v1"}, "base_url"),
        ({"provider_name": "openai", "api_key": KEY, "base_url": "https://8.8.8.8/v1?to=x"}, "base_url"),
        ({"provider_name": "openai", "api_key": f"{KEY} and\r\nmore"}, "api_key"),
        ({"provider_name": "openai", "api_key": KEY[:7]}, "api_key"),
        ({"provider_name": "openai", "api_key": [KEY]}, "api_key"),
        ({"provider_name": "openai"}, "api_key"),
        ({"provider_name": "opena", "api_key": KEY}, "base_url"),
        ({"provider_name": "fast_ai", "api_key": KEY, "base_url": "https://8.8.8.8"}, "provider_name"),
        ({"provider_name": "Open AI", "api_key": KEY}, "provider_name"),
        ({"api_key": KEY}, "provider_name"),
        ({"provider_name": "openai", "api_key": KEY, "key": KEY}, "key"),
    ],
)
async def test_what_does_not_fit_is_refused_without_the_key(running: Running, body: Any, field: str) -> None:
    refused = await running.http.post("/user-providers", json=body)
    assert refused.status_code == 422, refused.text
    assert refused.json()["field"] == field
    assert KEY[:7] not in refused.text


async def test_an_administrator_adds_changes_and_removes(running: Running, upstream: Upstream) -> None:
    lab = {"name": "lab", "base_url": f"{upstream.url}/v1", "api_key": KEY, "models": ["echo"], "model": "echo"}
    made = await running.http.post("/providers", json=lab)
    assert made.status_code == 201, made.text
    assert (made.json()["last_four"], made.json()["stored"]) == ("wxyz", True)
    asked = {"model": "lab:echo", "messages": [{"role": "user", "content": "hello"}]}
    answer = await running.http.post("/v1/chat/completions", json=asked)
    assert answer.json()["choices"][0]["message"]["content"] == "You said: hello"
    assert upstream.headers[-1]["authorization"] == f"Bearer {KEY}"
    assert (await running.http.post("/providers", json=lab)).status_code == 409
    changed = await running.http.patch("/providers/lab", json={"enabled": False})
    assert (changed.status_code, changed.json()["connected"]) == (200, False)
    await running.http.post("/v1/chat/completions", json=asked)
    assert len(upstream.requests) == 1, "nobody asks it any more"
    on = await running.http.patch(
        "/providers/lab",
        json={"enabled": True, "prices": {"echo": {"input_per_million_usd": 1, "output_per_million_usd": 2}}},
    )
    (model,) = [model for model in on.json()["models"] if model["id"] == "echo"]
    assert model["output_micro_usd_per_million"] == 2_000_000
    await running.http.post("/v1/chat/completions", json=asked)
    assert len(upstream.requests) == 2
    moved = await running.http.patch("/providers/lab", json={"base_url": "http://127.0.0.1:9/v1"})
    assert (moved.status_code, moved.json()["field"]) == (422, "api_key")
    assert (await running.http.put("/providers/lab", json={**lab, "model": ""} | {"name": "x"})).status_code == 422
    put = await running.http.put("/providers/lab", json={"base_url": "http://127.0.0.1:9/v1", "api_key": KEY})
    assert (put.status_code, put.json()["base_url"]) == (200, "http://127.0.0.1:9/v1")
    assert (await running.http.delete("/providers/lab")).status_code == 204
    assert (await running.http.delete("/providers/lab")).status_code == 404
    assert "lab" not in {entry["name"] for entry in (await running.get("/providers"))["providers"]}


@asynccontextmanager
async def keyed(tmp_path: Path, *people: tuple[Role, str]) -> AsyncIterator[tuple[Running, list[dict[str, str]]]]:
    """The application, and the headers of these."""
    async with serving(settings(tmp_path, api_keys={"openai": "sk-platform-secret-7777"})) as running:
        keys = Keys(KeyRepository(running.app.state.platform.database))
        tokens = [(await keys.create("", role, tenant))[1] for role, tenant in people]
        yield running, [{"authorization": f"Bearer {token}"} for token in tokens]


async def test_who_may_what(tmp_path: Path) -> None:
    people = ((Role.VIEWER, "local"), (Role.MEMBER, "local"), (Role.ADMIN, "acme"), (Role.ADMIN, "local"))
    async with keyed(tmp_path, *people) as (running, (viewer, member, foreign, admin)):
        lab = {"name": "lab", "base_url": "http://10.0.0.1/v1", "api_key": KEY}
        body = {"provider_name": "openai", "api_key": KEY}
        for headers, own, change in ((viewer, 403, 403), (member, 201, 403), (foreign, 201, 403), (admin, 201, 201)):
            assert (await running.http.post("/user-providers", json=body, headers=headers)).status_code == own
            assert (await running.http.post("/providers", json=lab, headers=headers)).status_code == change
        assert (await running.http.get("/providers", headers={"authorization": "Bearer imp_no"})).status_code == 401

        async def seen(headers: dict[str, str], name: str) -> dict[str, Any]:
            listed = (await running.http.get("/providers", headers=headers)).json()["providers"]
            return next(entry for entry in listed if entry["name"] == name)

        for headers, four, address in ((viewer, None, None), (member, None, None), (foreign, None, None)):
            assert (await seen(headers, "openai"))["last_four"] == four
            assert (await seen(headers, "lab"))["base_url"] == address
        assert (await seen(admin, "openai"))["last_four"] == "7777"
        assert (await seen(admin, "lab"))["base_url"] == "http://10.0.0.1/v1"
        mine = (await running.http.get("/user-providers", headers=member)).json()["user_providers"]
        theirs = await running.http.delete(f"/user-providers/{mine[0]['id']}", headers=admin)
        assert theirs.status_code == 404, "not even an administrator's"


async def test_a_provider_of_everybody_is_checked_by_who_runs_the_server(tmp_path: Path, upstream: Upstream) -> None:
    people = ((Role.MEMBER, "local"), (Role.ADMIN, "acme"), (Role.ADMIN, "local"))
    async with keyed(tmp_path, *people) as (running, (member, foreign, admin)):
        lab = {"name": "lab", "base_url": f"{upstream.url}/v1", "api_key": KEY}
        await running.http.post("/providers", json=lab, headers=admin)
        for headers in (member, foreign):
            assert (await running.http.post("/providers/lab/check", headers=headers)).status_code == 403
        checked = await running.http.post("/providers/lab/check", headers=admin)
        assert checked.status_code == 200, checked.text
        assert checked.json()["models"] == ["echo-loaded"]
        assert checked.json()["key_accepted"] is None, "its list is public"
        away = await running.http.post("/providers/anthropic/check", headers=admin)
        assert (away.status_code, "ANTHROPIC_API_KEY" in away.json()["remedy"]) == (409, True)
        assert (await running.http.post("/providers/antropic/check", headers=admin)).status_code == 404
    assert upstream.requests == [], "nothing that is paid was asked"
