"""One address for all local models."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import aiohttp
import pytest

from imperium.models.local.service import LocalModels
from imperium.models.local.store import LocalModel
from imperium.platform.settings import Settings
from support.waiting import until

Configure = Callable[..., Settings]
Keep = Callable[[Settings], LocalModels]
HELLO = {"model": "tiny", "messages": [{"role": "user", "content": "hi"}]}


@dataclass
class Caller:
    """Who knows the key."""

    local: LocalModels
    session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return str(self.local.stored().settings["local"].base_url)

    @property
    def headers(self) -> dict[str, str]:
        key = self.local.settings.providers["local"].api_key
        assert key is not None
        return {"authorization": f"Bearer {key.get_secret_value()}"}

    def post(self, body: object, path: str = "/chat/completions") -> aiohttp.client._RequestContextManager:
        return self.session.post(self.url + path, json=body, headers=self.headers)


@pytest.fixture
async def open_front(
    configured: Configure, keep: Keep, model: LocalModel, session: aiohttp.ClientSession
) -> Callable[..., object]:
    async def make(*arguments: str, **local: object) -> Caller:
        kept = keep(configured(*arguments, **local))
        await kept.start()
        await kept.add(model.path, "tiny")
        return Caller(kept, session)

    return make


@pytest.fixture
async def caller(open_front: Callable[..., AsyncIterator[Caller]]) -> Caller:
    return await open_front()


async def test_it_passes_on_and_names_the_model(caller: Caller) -> None:
    async with caller.post({**HELLO, "top_k": 7}) as answer:
        body = await answer.json()
    assert answer.status == 200
    assert body["asked"] == {**HELLO, "top_k": 7}, "fields that only llama.cpp knows are kept"
    async with caller.post({**HELLO, "model": ""}) as answer:
        assert (await answer.json())["model"] == "tiny"


async def test_it_passes_streams_on_as_they_come(caller: Caller) -> None:
    async with caller.post({**HELLO, "stream": True}) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        content = await answer.text()
    assert content.count("data: ") == 4
    assert content.endswith("data: [DONE]\n\n")


async def test_listing_loads_nothing(caller: Caller) -> None:
    async with caller.session.get(caller.url + "/models", headers=caller.headers) as answer:
        listed = await answer.json()
    assert [model["id"] for model in listed["data"]] == ["tiny"]
    assert caller.local.residents()[0].state == "on disk"


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}])
async def test_others_are_not_let_in(caller: Caller, headers: dict[str, str]) -> None:
    async with caller.session.post(caller.url + "/chat/completions", json=HELLO, headers=headers) as answer:
        assert answer.status == 401
    assert caller.local.residents()[0].state == "on disk"


async def test_what_isnt_there_is_said(caller: Caller) -> None:
    async with caller.post({**HELLO, "model": "tinny"}) as answer:
        assert answer.status == 404
        assert "'tinny'" in (await answer.json())["error"]["message"]
    async with caller.post([1, 2]) as answer:
        assert answer.status == 422
    async with caller.post(HELLO, "/slots") as answer:
        assert answer.status == 404


async def test_a_model_that_doesnt_load_is_no_passing_failure(open_front: Callable[..., object]) -> None:
    caller = await open_front("--says", "E x: error loading model: bad magic", "--ends-with", "1")
    async with caller.post(HELLO) as answer:
        assert answer.status == 422
        assert "error loading model: bad magic" in (await answer.json())["error"]["message"]


async def test_lack_of_memory_may_pass(open_front: Callable[..., object]) -> None:
    caller = await open_front("--ends-with", "-9")
    async with caller.post(HELLO) as answer:
        assert answer.status == 503


async def test_one_that_dies_without_a_word_is_a_passing_failure(open_front: Callable[..., object]) -> None:
    caller = await open_front("--dies-after", "1")
    async with caller.post(HELLO) as answer:
        assert answer.status == 200
    async with caller.post(HELLO) as answer:
        assert answer.status == 502
    await until(lambda: caller.local.residents()[0].state == "failed")


async def test_a_stream_that_is_cut_never_looks_whole(open_front: Callable[..., object]) -> None:
    caller = await open_front("--cuts")
    async with caller.post({**HELLO, "stream": True}) as answer:
        assert answer.status == 200
        with pytest.raises(aiohttp.ClientError):
            await answer.read()


async def test_who_leaves_is_no_longer_served(open_front: Callable[..., object]) -> None:
    caller = await open_front("--never-ready")
    asking = asyncio.create_task(caller.post(HELLO).__aenter__())
    resident = caller.local.residents()[0]
    await until(lambda: resident.users == 1)
    asking.cancel()
    await until(lambda: resident.users == 0)
