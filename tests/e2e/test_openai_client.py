"""The official OpenAI client against the whole application: only its base URL is changed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest

from e2e.wires import TOTAL, three_wires
from models.upstream import USAGE
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


@pytest.fixture
async def everywhere(provider: Provider, tmp_path: Path) -> AsyncIterator[openai.AsyncOpenAI]:
    """A client of a server with a provider of each wire."""
    async with (
        serving(three_wires(tmp_path, provider)) as server,
        openai.AsyncOpenAI(base_url=f"{server.address}/v1", api_key="none", max_retries=0) as made,
    ):
        yield made


@pytest.mark.parametrize("model", ["openai:echo", "openai:single", "anthropic:echo", "google_ai:echo"])
async def test_several_answers_come_from_any_provider(everywhere: openai.AsyncOpenAI, model: str) -> None:
    answer = await everywhere.chat.completions.create(model=model, messages=HELLO, n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    assert {choice.message.content for choice in answer.choices} == {"You said: hello there"}
    assert answer.usage is not None
    assert answer.usage.total_tokens == TOTAL * (1 if model == "openai:echo" else 3)


@pytest.mark.parametrize("model", ["openai:echo", "anthropic:echo", "google_ai:echo"])
async def test_several_answers_are_streamed_side_by_side(everywhere: openai.AsyncOpenAI, model: str) -> None:
    stream = await everywhere.chat.completions.create(
        model=model, messages=HELLO, n=2, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    said, finished = {0: "", 1: ""}, []
    for choice in (choice for chunk in chunks for choice in chunk.choices):
        said[choice.index] += choice.delta.content or ""
        finished += [choice.index] if choice.finish_reason else []
    assert {text.strip() for text in said.values()} == {"You said: hello there"}
    assert sorted(finished) == [0, 1]
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == TOTAL * (1 if model == "openai:echo" else 2)


async def test_what_we_have_no_field_for_goes_both_ways(everywhere: openai.AsyncOpenAI, provider: Provider) -> None:
    part = {"type": "text", "text": "hello there", "cache_control": {"type": "ephemeral"}}
    asked: Any = {
        "messages": [{"role": "developer", "content": "Be kind."}, {"role": "user", "content": [part]}],
        "tools": [{"type": "custom", "custom": {"name": "sql", "description": "runs it"}}],
        "logprobs": True,
        "extra_body": {"service_tier": "flex", "chat_template_kwargs": {"enable_thinking": False}},
    }
    answer = await everywhere.chat.completions.create(model="openai:echo", **asked)
    sent = provider.requests[-1]
    assert sent["messages"][0]["role"] == "system"
    assert sent["messages"][1]["content"] == [part]
    assert sent["tools"] == asked["tools"]
    assert sent["chat_template_kwargs"] == {"enable_thinking": False}
    assert (answer.system_fingerprint, answer.service_tier) == ("fp_1", "default")
    assert answer.choices[0].logprobs is not None
    assert answer.choices[0].logprobs.content is not None
    stream = await everywhere.chat.completions.create(model="openai:echo", stream=True, **asked)
    assert {chunk.system_fingerprint async for chunk in stream} == {"fp_1"}


async def test_headers_tell_who_answered_and_what_it_cost(everywhere: openai.AsyncOpenAI) -> None:
    raw = await everywhere.chat.completions.with_raw_response.create(model="auto", messages=HELLO)
    headers, answer = raw.headers, raw.parse()
    assert headers["x-imperium-engine"] == "openai"
    assert (headers["x-imperium-model"], headers["x-imperium-route"]) == ("echo", "fast_ai")
    assert headers["x-imperium-cost-usd"] == f"0.{TOTAL:06d}"
    assert answer.id == f"chatcmpl-{headers['x-imperium-request-id']}"
    streamed = await everywhere.chat.completions.with_raw_response.create(model="auto", messages=HELLO, stream=True)
    assert streamed.headers["x-imperium-route"] == "fast_ai"
    assert "x-imperium-cost-usd" not in streamed.headers
    chunks = [chunk async for chunk in streamed.parse()]
    assert {chunk.id for chunk in chunks} == {f"chatcmpl-{streamed.headers['x-imperium-request-id']}"}


async def test_it_uses_responses(everywhere: openai.AsyncOpenAI, provider: Provider) -> None:
    raw = await everywhere.responses.with_raw_response.create(
        model="openai:echo", input="hello there", instructions="Be kind.", metadata={"a": "b"}
    )
    answer = raw.parse()
    assert (answer.output_text, answer.id, answer.metadata) == ("You said: hello there", "resp_1", {"a": "b"})
    assert raw.headers["x-imperium-cost-usd"] == f"0.{TOTAL:06d}"
    assert provider.requests[-1]["instructions"] == "Be kind."
    events = [
        event async for event in await everywhere.responses.create(model="auto", input="hello there", stream=True)
    ]
    assert [event.type for event in events][:2] == ["response.created", "response.output_item.added"]
    assert events[-1].type == "response.completed"
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[-1].response.imperium["cost_micro_usd"] == TOTAL


async def test_it_uses_embeddings(everywhere: openai.AsyncOpenAI) -> None:
    raw = await everywhere.embeddings.with_raw_response.create(
        model="text-embedding-3-small", input=["one", "three"], encoding_format="float"
    )
    answer = raw.parse()
    assert [item.embedding for item in answer.data] == [[3.0, 0.5], [5.0, 0.5]]
    assert (answer.model, answer.usage.prompt_tokens) == ("text-embedding-3-small", USAGE["input"])
    assert raw.headers["x-imperium-cost-usd"] == f"0.{USAGE['input']:06d}"


@pytest.mark.parametrize("model", ["anthropic:echo", "google_ai:echo", "openai:chat-only"])
async def test_an_endpoint_that_a_provider_lacks_is_named(everywhere: openai.AsyncOpenAI, model: str) -> None:
    with pytest.raises(openai.APIStatusError, match="/v1/chat/completions") as refused:
        await everywhere.responses.create(model=model, input="hello there")
    assert refused.value.status_code == 501
    with pytest.raises(openai.APIStatusError, match="/embeddings") as refused:
        await everywhere.embeddings.create(model=model, input="hello there")
    assert refused.value.status_code == 501


async def test_without_a_model_there_are_no_vectors(alone: Running) -> None:
    async with openai.AsyncOpenAI(base_url=f"{alone.address}/v1", api_key="none", max_retries=0) as client:
        with pytest.raises(openai.InternalServerError, match="No language model is connected"):
            await client.embeddings.create(model="text-embedding-3-small", input="hello there")
        with pytest.raises(openai.InternalServerError, match="No language model is connected"):
            await client.responses.create(model="auto", input="hello there")
        with pytest.raises(openai.UnprocessableEntityError, match="must name an embedding model"):
            await client.embeddings.create(model="auto", input="hello there")
