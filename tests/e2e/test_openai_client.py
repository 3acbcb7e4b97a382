"""The official OpenAI client against the whole application: only its base URL is changed."""

from collections.abc import AsyncIterator
from pathlib import Path

import openai
import pytest

from support.upstream_app import Provider, Running, connected, serving

HELLO = [{"role": "user", "content": "hello there"}]


@pytest.fixture
async def running(provider: Provider, tmp_path: Path) -> AsyncIterator[Running]:
    roles = {"fast_ai": "echo", "medium_ai": "echo", "thinking_ai": "think", "code_ai": "status-401"}
    async with serving(connected(tmp_path, provider, roles)) as server:
        yield server


@pytest.fixture
async def client(running: Running) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0) as made:
        yield made


async def test_it_lists_the_models(client: openai.AsyncOpenAI) -> None:
    ids = [model.id async for model in client.models.list()]
    assert {"auto", "fast_ai", "openai:echo"} <= set(ids)


async def test_it_chats_and_the_ledger_knows(client: openai.AsyncOpenAI, running: Running) -> None:
    answer = await client.chat.completions.create(model="auto", messages=HELLO)
    assert answer.choices[0].message.content == "You said: hello there"
    assert answer.usage is not None
    stats = await running.get("/stats")
    assert stats["requests"]["models"] == 1
    assert stats["cost"]["models_micro_usd"] == answer.usage.total_tokens


async def test_it_streams(client: openai.AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(model="fast_ai", messages=HELLO, stream=True)
    text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])
    assert text.strip() == "You said: hello there"


@pytest.mark.parametrize(
    ("model", "kind", "words"),
    [
        ("gtp-5", openai.NotFoundError, "There is no model 'gtp-5'"),
        ("code_ai", openai.InternalServerError, "401"),
        ("imagen_4_ultra", openai.UnprocessableEntityError, "image_generation"),
    ],
)
async def test_errors_are_its_own(
    client: openai.AsyncOpenAI, model: str, kind: type[openai.APIStatusError], words: str
) -> None:
    with pytest.raises(kind) as raised:
        await client.chat.completions.create(model=model, messages=HELLO)
    assert words in str(raised.value)
    assert "sk-openai-secret" not in str(raised.value)


async def test_a_malformed_request_is_refused_with_the_field(running: Running) -> None:
    answer = await running.http.post("/v1/chat/completions", json={"model": "auto", "messages": "hello"})
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["param"] == "messages"


async def test_without_a_model_it_is_told_so_plainly(alone: Running) -> None:
    async with openai.AsyncOpenAI(base_url=f"{alone.address}/v1", api_key="none", max_retries=0) as client:
        answer = await client.chat.completions.create(model="auto", messages=HELLO)
    assert "No language model is connected" in (answer.choices[0].message.content or "")
