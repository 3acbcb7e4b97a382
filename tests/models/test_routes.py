"""The OpenAI-compatible routes as their official client sees them, on a real server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import openai
import orjson
import pytest
import uvicorn
from fastapi import FastAPI
from ledger import Ledger
from starlette.types import ASGIApp, Receive, Scope, Send
from upstream import USAGE, Upstream

from imperium.models.routes import router
from imperium.models.service import ModelService
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.problems import install
from imperium.platform.settings import Settings
from imperium.platform.web.packets import OnePacket
from support.waiting import PATIENCE_S, until

Connect = Callable[..., Settings]
Serve = Callable[[Settings], ModelService]
Start = Callable[[Settings], Any]
HELLO = [{"role": "user", "content": "hello there"}]


def application(models: ModelService) -> FastAPI:
    app = FastAPI()
    install(app)
    app.include_router(router)
    app.state.models = models
    app.add_middleware(Known)
    return app


class Known:
    """Everybody is the local administrator, as behind the edge of a server without keys."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "state": {"principal": LOCAL_ADMIN}}, receive, send)


@pytest.fixture
async def start(serve: Serve) -> AsyncIterator[Start]:
    """Serves the routes on loopback; gives the address."""
    running: list[tuple[uvicorn.Server, asyncio.Task[None]]] = []

    async def begin(settings: Settings) -> str:
        server = uvicorn.Server(
            uvicorn.Config(application(serve(settings)), port=0, http=OnePacket, log_level="error", lifespan="off")
        )
        running.append((server, asyncio.create_task(server.serve())))
        while not server.started:  # noqa: ASYNC110  (uvicorn has no event for it)
            await asyncio.sleep(0.005)
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield begin
    for server, task in running:
        server.should_exit = True
        await task


@pytest.fixture
async def client(start: Start, connect: Connect) -> AsyncIterator[openai.AsyncOpenAI]:
    roles = {"fast_ai": "openai:echo", "medium_ai": "anthropic:echo", "thinking_ai": "google_ai:echo"}
    address = await start(connect(roles))
    async with official(address) as made:
        yield made


def official(address: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)


async def test_the_official_client_gets_an_answer(client: openai.AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(model="medium_ai", messages=HELLO)
    assert answer.choices[0].message.content == "You said: hello there"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model == "echo"
    assert answer.id.startswith("chatcmpl-")
    assert answer.usage is not None
    assert answer.usage.total_tokens == USAGE["input"] + USAGE["output"]
    assert answer.usage.prompt_tokens_details.cached_tokens == USAGE["cached"]
    assert answer.imperium["provider"] == "anthropic"
    assert answer.imperium["role"] == "medium_ai"


@pytest.mark.parametrize("model", ["fast_ai", "medium_ai", "thinking_ai", "openai:echo", "echo"])
async def test_the_official_client_streams(client: openai.AsyncOpenAI, model: str) -> None:
    stream = await client.chat.completions.create(
        model=model, messages=HELLO, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text.strip() == "You said: hello there"
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == USAGE["input"] + USAGE["output"]
    assert {chunk.model for chunk in chunks} == {"echo"}
    assert len({chunk.id for chunk in chunks}) == 1


async def test_no_usage_event_unless_asked_for(client: openai.AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(model="fast_ai", messages=HELLO, stream=True)
    assert all(chunk.choices and chunk.usage is None for chunk in [chunk async for chunk in stream])


@pytest.mark.parametrize("model", ["openai:tool", "anthropic:tool", "google_ai:tool"])
async def test_the_official_client_uses_tools(client: openai.AsyncOpenAI, model: str) -> None:
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]
    first = await client.chat.completions.create(model=model, messages=HELLO, tools=tools)
    message = first.choices[0].message
    assert first.choices[0].finish_reason == "tool_calls"
    assert message.content is None
    call = message.tool_calls[0]
    assert orjson.loads(call.function.arguments) == {"city": "Paris"}
    said = [*HELLO, message.model_dump(exclude_none=True), {"role": "tool", "tool_call_id": call.id, "content": "sun"}]
    second = await client.chat.completions.create(model=model, messages=said, tools=tools)
    assert second.choices[0].finish_reason == "stop"


@pytest.mark.parametrize("model", ["openai:tool", "anthropic:tool", "google_ai:tool"])
async def test_streamed_tool_calls_add_up(client: openai.AsyncOpenAI, model: str) -> None:
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]
    async with client.chat.completions.stream(model=model, messages=HELLO, tools=tools) as stream:
        final = await stream.get_final_completion()
    call = final.choices[0].message.tool_calls[0]
    assert (call.function.name, orjson.loads(call.function.arguments)) == ("weather", {"city": "Paris"})


async def test_what_the_client_adds_reaches_the_provider(client: openai.AsyncOpenAI, upstream: Upstream) -> None:
    await client.chat.completions.create(
        model="openai:echo", messages=HELLO, user="u-1", logprobs=True, extra_body={"top_k": 5}
    )
    sent = upstream.requests[-1]
    assert (sent["user"], sent["logprobs"], sent["top_k"]) == ("u-1", True, 5)


async def test_auto_goes_where_the_message_belongs(client: openai.AsyncOpenAI) -> None:
    easy = await client.chat.completions.create(model="auto", messages=HELLO)
    assert easy.imperium["role"] == "fast_ai"
    question = [{"role": "user", "content": "Compare solar and wind power and explain the difference."}]
    assert (await client.chat.completions.create(model="auto", messages=question)).imperium["role"] == "medium_ai"
    proof = [{"role": "user", "content": "Prove the theorem."}]
    assert (await client.chat.completions.create(model="auto", messages=proof)).imperium["role"] == "thinking_ai"


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("openai:status-429", openai.RateLimitError),
        ("openai:status-500", openai.InternalServerError),
        ("no-such-model", openai.NotFoundError),
        ("openai:hangup", openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_errors_have_the_status_that_the_client_knows(
    client: openai.AsyncOpenAI, model: str, expected: type[openai.APIStatusError], stream: bool
) -> None:
    with pytest.raises(expected) as caught:
        await client.chat.completions.create(model=model, messages=HELLO, stream=stream)
    assert set(caught.value.response.json()["error"]) == {"message", "type", "param", "code"}


@pytest.mark.parametrize("model", ["openai:cut", "openai:stall", "anthropic:errors-midway", "google_ai:short"])
async def test_a_stream_that_breaks_is_an_error_for_the_client(start: Start, connect: Connect, model: str) -> None:
    address = await start(connect(patience_s={"openai": 1.5} if model == "openai:stall" else {}))
    async with official(address) as client:
        stream = await client.chat.completions.create(model=model, messages=HELLO, stream=True)
        assert (await anext(aiter(stream))).choices[0].delta.role == "assistant"
        with pytest.raises(openai.APIError):
            [chunk async for chunk in stream]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "body"),
        (b"[]", "body"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": [{"text": "x"}]}]}, "messages.0.content.0"),
        ({"messages": HELLO, "temperature": 3}, "temperature"),
        ({"messages": HELLO, "max_tokens": 0}, "max_tokens"),
        ({"messages": HELLO, "max_tokens": True}, "max_tokens"),
        ({"messages": HELLO, "n": 0}, "n"),
        ({"messages": HELLO, "n": 129}, "n"),
        ({"messages": HELLO, "stop": 7}, "stop"),
        ({"messages": HELLO, "tools": [{"type": "x"}]}, "tools.0"),
        ({"messages": HELLO, "tool_choice": "always"}, "tool_choice"),
        ({"messages": HELLO, "response_format": {"type": "xml"}}, "response_format"),
    ],
)
async def test_a_wrong_request_names_its_field(serve: Serve, configure: Connect, body: Any, field: str | None) -> None:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    transport = httpx.ASGITransport(application(serve(configure())))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as plain:
        answer = await plain.post("/v1/chat/completions", content=content)
    assert answer.status_code == (400 if body == b"{" else 422)
    assert answer.json()["error"]["param"] == field


async def test_models_are_listed_for_the_client(client: openai.AsyncOpenAI) -> None:
    listed = {model.id: model.owned_by async for model in client.models.list()}
    assert listed["auto"] == "imperium"
    assert listed["fast_ai"] == "imperium"
    assert listed["openai:echo"] == "openai"


async def test_roles_are_listed_with_what_serves_them(start: Start, connect: Connect) -> None:
    address = await start(connect({"fast_ai": "openai:gpt-5.4-mini"}))
    async with httpx.AsyncClient(timeout=PATIENCE_S) as plain:
        listed = (await plain.get(f"{address}/models")).json()
    roles = {entry["role"]: entry for entry in listed["models"]}
    assert len(roles) == 12
    assert roles["fast_ai"]["id"] == "gpt-5.4-mini"
    assert roles["fast_ai"]["provider"] == "openai"
    assert roles["fast_ai"]["connected"] is True
    assert roles["fast_ai"]["input_micro_usd_per_million"] == 750_000
    assert roles["fast_ai"]["context_window"] == 400_000
    assert roles["veo_3_1"]["capability"] == "video_generation"


async def test_without_a_model_the_client_still_gets_an_honest_answer(start: Start, configure: Connect) -> None:
    address = await start(configure())
    async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none") as client:
        unknown = await client.chat.completions.create(
            model="auto", messages=[{"role": "user", "content": "Say hello"}]
        )
        known = await client.chat.completions.create(
            model="auto", messages=[{"role": "user", "content": "How do I connect a model?"}]
        )
        stream = await client.chat.completions.create(model="gpt-4o", messages=HELLO, stream=True)
        streamed = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    assert unknown.model == known.model == "imperium/knowledge"
    assert unknown.choices[0].message.content.startswith("No language model is connected, so this can't be answered.")
    assert "OPENROUTER_API_KEY" in unknown.choices[0].message.content
    assert unknown.usage.total_tokens == 0
    assert "[1]" in known.choices[0].message.content
    assert "connecting-a-model.md" in known.choices[0].message.content
    assert streamed == unknown.choices[0].message.content


async def test_a_client_that_leaves_is_in_the_ledger(start: Start, connect: Connect, ledger: Ledger) -> None:
    address = await start(connect())
    body = {"model": "openai:stall", "messages": HELLO, "stream": True}
    async with (
        httpx.AsyncClient(timeout=PATIENCE_S) as client,
        client.stream("POST", f"{address}/v1/chat/completions", json=body) as answer,
    ):
        await anext(answer.aiter_lines())
    await until(lambda: ledger.records)  # written by the server when it notices
    assert (ledger.records[0].status, ledger.records[0].estimated) == ("cancelled", True)


async def test_the_reference_shows_the_body_and_every_answer(serve: Serve, configure: Connect) -> None:
    described = application(serve(configure())).openapi()["paths"]["/v1/chat/completions"]["post"]
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["messages"]
    assert {"200", "401", "402", "404", "413", "422", "429", "502", "503", "504"} <= described["responses"].keys()
    assert "text/event-stream" in described["responses"]["200"]["content"]
