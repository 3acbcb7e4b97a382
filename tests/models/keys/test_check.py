"""A key is tried on a provider's list of models: it tells what holds, costs nothing, and never shows the key."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.dialect import dialects
from imperium.models.keys.check import KeyCheck, _names, check_key
from imperium.models.keys.secret import Configured
from imperium.models.provider import Connection, Provider
from imperium.models.upstream import Upstream
from imperium.platform.auth.principal import Role
from imperium.platform.settings import ProviderSettings, SecretStr
from support.people import ANNS_KEY, LAB, people, settings_for

OPENAI = {"object": "list", "data": [{"id": "small"}, {"id": "large"}]}
GEMINI = {"models": [{"name": "models/small"}, {"name": "models/large"}]}
PATIENCE_S = 30.0


@dataclass
class Lister:
    """A server that has a list of models for those with the right key, or for everybody."""

    right: str = ANNS_KEY
    is_public: bool = False
    status: int = 200
    body: Any = field(default_factory=lambda: OPENAI)
    silent: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        sent = "".join(request.headers.get(name, "") for name in ("authorization", "x-api-key", "x-goog-api-key"))
        self.asked.append((f"{request.method} {request.path}", sent))
        if self.silent:
            await asyncio.Event().wait()
        if not (self.is_public or self.right in sent):
            error = {"error": {"message": f"Incorrect API key: {sent}", "code": "invalid_api_key"}}
            return web.json_response(error, status=401)
        content = self.body if isinstance(self.body, bytes) else orjson.dumps(self.body)
        return web.Response(body=content, status=self.status, content_type="application/json")


@pytest.fixture
async def lister() -> AsyncIterator[Lister]:
    server, app = Lister(), web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = "http://127.0.0.1:{1}".format(*runner.addresses[0][:2])
    yield server
    await runner.cleanup()


def connection(url: str, key: str | None = ANNS_KEY, dialect: str = "openai_chat") -> Connection:
    secret = Configured(SecretStr(key), "key") if key else None
    return Connection("lab", Provider("Lab"), dialects()[dialect], url, secret, ProviderSettings())


async def checked(asked: Connection, timeout_s: float = PATIENCE_S) -> KeyCheck:
    upstream = Upstream()
    try:
        return await check_key(upstream, asked, timeout_s)
    finally:
        await upstream.close()


@pytest.mark.parametrize(
    ("dialect", "body", "path"),
    [
        ("openai_chat", OPENAI, "/models"),
        ("anthropic_messages", OPENAI, "/v1/models"),
        ("gemini", GEMINI, "/models"),
    ],
)
async def test_a_key_that_is_needed_and_taken_is_accepted(lister: Lister, dialect: str, body: Any, path: str) -> None:
    lister.body = body
    found = await checked(connection(lister.url, dialect=dialect))
    assert (found.reachable, found.key_accepted, found.models) == (True, True, ("small", "large"))
    assert found.problem is None
    assert [what for what, _ in lister.asked] == [f"GET {path}"] * 2, "only the list, never a paid question"
    assert [ANNS_KEY in sent for _, sent in lister.asked] == [True, False]


async def test_a_list_that_everybody_gets_tells_nothing_of_the_key(lister: Lister) -> None:
    lister.is_public = True
    found = await checked(connection(lister.url, "sk-made-up-0123456789"))
    assert (found.reachable, found.key_accepted, found.models) == (True, None, ("small", "large"))


async def test_without_a_key_it_is_asked_once(lister: Lister) -> None:
    lister.is_public = True
    assert (await checked(connection(lister.url, None))).key_accepted is None
    assert len(lister.asked) == 1


async def test_a_wrong_key_is_told_without_being_shown(lister: Lister) -> None:
    found = await checked(connection(lister.url, "sk-wrong-0123456789"))
    assert (found.reachable, found.key_accepted, found.models) == (True, False, ())
    assert "refused with 401" in str(found.problem)
    assert "sk-wrong" not in repr(found)


@pytest.mark.parametrize(
    ("status", "accepted"), [(402, True), (403, None), (404, None), (429, None), (500, None), (503, None)]
)
async def test_other_refusals_tell_what_they_tell(lister: Lister, status: int, accepted: bool | None) -> None:
    lister.status = status
    found = await checked(connection(lister.url))
    assert (found.reachable, found.key_accepted) == (True, accepted)
    assert str(status) in str(found.problem)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"7", orjson.dumps({"data": {"a": 1}}), b"{}"])
async def test_a_list_that_is_none_has_no_models(lister: Lister, body: bytes) -> None:
    lister.body = body
    found = await checked(connection(lister.url))
    assert found.reachable
    assert found.models == ()


async def test_nobody_there(lister: Lister) -> None:
    found = await checked(connection("http://127.0.0.1:9"))
    assert (found.reachable, found.key_accepted) == (False, None)
    lister.silent = True
    assert await checked(connection(lister.url), 0.05) == KeyCheck(False, problem="no answer within 0.05 s")


@given(st.recursive(st.none() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)))
def test_whatever_comes_for_a_list_becomes_names(answer: Any) -> None:
    for listed in (answer, {"data": answer}, {"models": [answer, {"id": answer}, {"name": answer}]}):
        assert all(isinstance(name, str) for name in _names(listed))


async def test_a_key_of_ones_own_is_checked_for_its_owner_alone(lister: Lister, tmp_path: Path) -> None:
    async with people(settings_for(tmp_path, lister.url), Role.MEMBER, Role.ADMIN) as (ann, admin):
        own = await ann.post(
            "/user-providers", 201, {"provider_name": LAB, "api_key": ANNS_KEY, "base_url": f"{lister.url}/v1"}
        )
        found = await ann.post(f"/user-providers/{own['id']}/check", 200)
        assert (found["reachable"], found["key_accepted"], found["models"]) == (True, True, ["small", "large"])
        assert found["response_time_ms"] > 0
        asked = len(lister.asked)
        await admin.post(f"/user-providers/{own['id']}/check", 404)
        await ann.post("/user-providers/uprov_none/check", 404)
        await ann.post("/providers/openai/check", 403)
        assert len(lister.asked) == asked
