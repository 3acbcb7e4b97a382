"""A stream that is cut, stalls or turns to nonsense at any event ends in an error of the client's own wire, and is
charged for what came; before the first word it is an answer with a status of its own, or another model's."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest

from e2e.wires import three_wires
from support.upstream_app import Provider, Running, serving
from support.waiting import until

WORDS: Any = [{"role": "user", "content": "one two three"}]
EVENTS = {"openai": 9, "anthropic": 10, "google_ai": 6}
"""How many events of the answer come before the one that makes it whole."""
PLACES = [(name, place) for name, last in EVENTS.items() for place in range(last)]


@pytest.fixture
async def running(provider: Provider, tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(three_wires(tmp_path, provider, None)) as server:
        yield server


@pytest.mark.parametrize("fault", ["cut", "garbage"])
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages"])
async def test_wherever_it_breaks_its_end_is_no_clean_one(running: Running, path: str, fault: str) -> None:
    for name, place in PLACES:
        body = {"model": f"{name}:{fault}-{place}", "max_tokens": 50, "messages": WORDS, "stream": True}
        async with running.http.stream("POST", path, json=body) as answer:
            text = (await answer.aread()).decode()
        if answer.status_code != 200:
            assert answer.status_code in (502, 503), (name, place, text)
            continue
        last = text.rstrip().rpartition("data: ")[2]
        assert '"error"' in last, (name, place, text)
        assert "[DONE]" not in text
        assert "message_stop" not in text
        assert '"cost_micro_usd"' not in text


async def test_each_broken_stream_is_in_the_ledger(running: Running) -> None:
    for place in range(EVENTS["openai"]):
        body = {"model": f"openai:cut-{place}", "messages": WORDS, "stream": True}
        await running.http.post("/v1/chat/completions", json=body)
    models = (await running.get("/stats"))["requests"]
    assert models["models"] == EVENTS["openai"]


@pytest.mark.parametrize("name", list(EVENTS))
async def test_the_official_clients_are_told(running: Running, name: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0) as client:
        chunks = await client.chat.completions.create(model=f"{name}:cut-4", messages=WORDS, stream=True)
        with pytest.raises(openai.APIError, match="cut before its end"):
            [chunk async for chunk in chunks]
    async with anthropic.AsyncAnthropic(base_url=running.address, api_key="none", max_retries=0) as other:
        with pytest.raises(anthropic.APIError, match="cut before its end"):
            async with other.messages.stream(model=f"{name}:cut-4", max_tokens=50, messages=WORDS) as stream:
                [event async for event in stream]


async def test_responses_too(running: Running) -> None:
    async with openai.AsyncOpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0) as client:
        events = await client.responses.create(model="openai:cut-5", input="one two three", stream=True)
        with pytest.raises(openai.APIError, match="cut before its end"):
            [event async for event in events]
        with pytest.raises(openai.APIStatusError, match="cut before its end"):
            await client.responses.create(model="openai:cut-2", input="one two three", stream=True)


async def test_silence_is_an_error_too(provider: Provider, tmp_path: Path) -> None:
    async with serving(three_wires(tmp_path, provider, 0.5)) as running:
        for path in ("/v1/chat/completions", "/v1/messages"):
            body = {"model": "openai:stall-4", "max_tokens": 50, "messages": WORDS, "stream": True}
            text = (await running.http.post(path, json=body)).text
            assert "fell silent" in text.rstrip().rpartition("data: ")[2]


async def test_a_reader_who_leaves_stops_the_provider(running: Running, provider: Provider) -> None:
    body = {"model": "anthropic:stall-5", "max_tokens": 50, "messages": WORDS, "stream": True}
    async with running.http.stream("POST", "/v1/messages", json=body) as answer:
        await anext(answer.aiter_lines())
    await until(lambda: provider.left == ["stall-5"])
