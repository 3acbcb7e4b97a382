"""Every dialect against a server that speaks it, and every way in which such a server fails."""

from collections.abc import Callable
from typing import Any

import pytest
from upstream import USAGE, Upstream

from imperium.models.chat import (
    ChatRequest,
    Chunk,
    Completion,
    Image,
    Message,
    ResponseFormat,
    Text,
    Tool,
    ToolCall,
    ToolCallDelta,
    Usage,
    joined,
    system,
    user,
)
from imperium.models.dialect import dialects
from imperium.models.service import ModelService
from imperium.platform.errors import ImperiumError, InvalidInput
from imperium.platform.settings import Settings

PROVIDERS = ["openai", "anthropic", "google_ai"]
WEATHER = Tool("weather", "The weather of a city.", {"type": "object", "properties": {"city": {"type": "string"}}})
PIXEL = "data:image/png;base64,iVBORw0KGgo="

Connect = Callable[..., Settings]
Serve = Callable[[Settings], ModelService]


@pytest.fixture
def service(connect: Connect, serve: Serve) -> ModelService:
    return serve(connect())


async def ask(service: ModelService, model: str, streamed: bool, **fields: Any) -> Completion:
    request = ChatRequest(model=model, **({"messages": (user("hello there"),)} | fields))
    if not streamed:
        return await service.complete(request, tries=1)
    return joined([chunk async for chunk in service.stream(request, tries=1)])


def test_there_are_three_dialects() -> None:
    assert set(dialects()) == {"openai_chat", "anthropic_messages", "gemini"}


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_an_answer_comes_with_its_usage(service: ModelService, provider: str, streamed: bool) -> None:
    answer = await ask(service, f"{provider}:echo", streamed)
    assert answer.text.strip() == "You said: hello there"
    assert answer.finish == "stop"
    assert answer.usage == Usage(USAGE["input"], USAGE["output"], USAGE["cached"], 0, USAGE["reasoning"])
    assert (answer.source.engine, answer.source.model) == (provider, "echo")


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_thoughts_are_kept_apart_from_the_answer(service: ModelService, provider: str, streamed: bool) -> None:
    answer = await ask(service, f"{provider}:think", streamed)
    assert (answer.reasoning.strip(), answer.text.strip()) == ("Hm.", "You said: hello there")


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_tools_go_there_and_back(
    service: ModelService, upstream: Upstream, provider: str, streamed: bool
) -> None:
    first = await ask(service, f"{provider}:tool", streamed, tools=(WEATHER,), tool_choice="required")
    (call,) = first.tool_calls
    assert (call.name, call.arguments.replace(" ", "")) == ("weather", '{"city":"Paris"}')
    assert first.finish == "tool_calls"
    conversation = (
        system("Be brief."),
        user("Weather in Paris?"),
        Message("assistant", tool_calls=first.tool_calls),
        Message("tool", (Text("sunny"),), tool_call_id=call.id),
    )
    second = await ask(service, f"{provider}:tool", streamed, messages=conversation, tools=(WEATHER,))
    assert second.finish == "stop"
    sent = str(upstream.requests[-1])
    assert "sunny" in sent
    assert (call.signature is None) or (call.signature in sent)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        (400, "persistent"),
        (401, "persistent"),
        (402, "persistent"),
        (403, "persistent"),
        (404, "persistent"),
        (413, "persistent"),
        (422, "persistent"),
        (429, "transient"),
        (500, "transient"),
        (503, "transient"),
        (504, "resource"),
        (529, "transient"),
    ],
)
async def test_a_refusal_lands_in_its_class(
    service: ModelService, provider: str, status: int, error_class: str, streamed: bool
) -> None:
    with pytest.raises(ImperiumError) as caught:
        await ask(service, f"{provider}:status-{status}", streamed)
    error = caught.value
    assert error.error_class == error_class
    assert error.detail == f"{provider}: refused with {status}: status {status}"
    assert "secret" not in str(error.as_dict())


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("model", "streamed", "code"),
    [
        ("cut", True, "network-error"),
        ("short", True, "network-error"),
        ("stall", True, "timed-out"),
        ("garbage", True, "provider-unavailable"),
        ("errors-midway", True, "provider-unavailable"),
        ("silent", True, "timed-out"),
        ("silent", False, "timed-out"),
        ("hangup", True, "network-error"),
        ("hangup", False, "network-error"),
        ("html", True, "provider-unavailable"),
        ("html", False, "provider-unavailable"),
        ("nonsense", False, "provider-unavailable"),
        ("garbage", False, "provider-unavailable"),
    ],
)
async def test_a_broken_answer_never_ends_cleanly(
    connect: Connect, serve: Serve, provider: str, model: str, streamed: bool, code: str
) -> None:
    service = serve(connect(patience_s={provider: 0.4} if model in ("stall", "silent") else {}))
    with pytest.raises(ImperiumError) as caught:
        await ask(service, f"{provider}:{model}", streamed)
    assert caught.value.code == code
    assert caught.value.detail.startswith(provider)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_key_that_the_provider_repeats_is_taken_out(service: ModelService, provider: str) -> None:
    with pytest.raises(ImperiumError, match="bad key") as caught:
        await ask(service, f"{provider}:repeats-key", False)
    assert "secret" not in str(caught.value.as_dict())


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_redirect_is_not_followed(service: ModelService, upstream: Upstream, streamed: bool) -> None:
    with pytest.raises(ImperiumError, match="refused with 307") as caught:
        await ask(service, "openai:redirect", streamed)
    assert "baseUrl" in (caught.value.remedy or "")
    assert len(upstream.requests) == 1


async def test_no_server_at_all(configure: Connect, serve: Serve) -> None:
    service = serve(configure(providers={"vllm": {"baseUrl": "http://127.0.0.1:9/v1", "model": "m"}}))
    with pytest.raises(ImperiumError, match=r"vllm: no answer from http://127\.0\.0\.1:9/v1"):
        await ask(service, "vllm", False)


async def test_the_bytes_that_each_wire_wants(service: ModelService, upstream: Upstream) -> None:
    fields: dict[str, Any] = {
        "messages": (system("Be kind."), Message("user", (Text("What is this?"), Image(PIXEL)))),
        "temperature": 0.5,
        "max_tokens": 100,
        "stop": ("END",),
        "seed": 7,
        "response_format": ResponseFormat({"type": "object"}),
    }
    for provider in PROVIDERS:
        await ask(service, f"{provider}:echo", False, **fields)
    openai, anthropic, gemini = upstream.requests
    assert openai["max_completion_tokens"] == 100
    assert (openai["seed"], openai["stop"], openai["temperature"]) == (7, ["END"], 0.5)
    assert openai["messages"][1]["content"][1] == {"type": "image_url", "image_url": {"url": PIXEL}}
    assert openai["response_format"]["json_schema"]["schema"] == {"type": "object"}
    assert (anthropic["system"], anthropic["max_tokens"], anthropic["stop_sequences"]) == ("Be kind.", 100, ["END"])
    source = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}
    assert anthropic["messages"][0]["content"][1] == {"type": "image", "source": source}
    assert anthropic["output_config"] == {"format": {"type": "json_schema", "schema": {"type": "object"}}}
    assert gemini["systemInstruction"] == {"parts": [{"text": "Be kind."}]}
    inline = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    assert gemini["contents"][0]["parts"][1] == inline
    config = gemini["generationConfig"]
    assert (config["seed"], config["stopSequences"], config["maxOutputTokens"]) == (7, ["END"], 100)
    assert config["responseJsonSchema"] == {"type": "object"}


async def test_each_wire_has_its_own_place_for_the_key(service: ModelService, upstream: Upstream) -> None:
    for provider in PROVIDERS:
        await ask(service, f"{provider}:echo", False)
    openai, anthropic, gemini = upstream.headers
    assert openai["authorization"] == "Bearer sk-openai-secret"
    assert anthropic["x-api-key"] == "sk-ant-secret"
    assert gemini["x-goog-api-key"] == "google-secret"


@pytest.mark.parametrize(
    ("provider", "part"),
    [
        ("openai", {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}),
        ("anthropic", {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}}),
        ("google_ai", {"fileData": {"mimeType": "image/png", "fileUri": "https://example.org/a.png"}}),
    ],
)
async def test_an_image_by_its_address(
    service: ModelService, upstream: Upstream, provider: str, part: dict[str, Any]
) -> None:
    await ask(service, f"{provider}:echo", False, messages=(Message("user", (Image("https://example.org/a.png"),)),))
    assert str(part) in str(upstream.requests[0])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:image/png,abc", "data:;base64,x", "", "/a.png"])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_an_image_that_is_none(service: ModelService, provider: str, url: str) -> None:
    with pytest.raises(InvalidInput, match="An image must be"):
        await ask(service, f"{provider}:echo", False, messages=(Message("user", (Image(url),)),))


async def test_tool_arguments_that_are_no_object(service: ModelService) -> None:
    broken = Message("assistant", tool_calls=(ToolCall("c1", "weather", "[1"),))
    with pytest.raises(InvalidInput, match="c1 aren't a JSON object"):
        await ask(service, "anthropic:echo", False, messages=(user("x"), broken))


async def test_results_of_parallel_calls_come_in_one_turn(service: ModelService, upstream: Upstream) -> None:
    calls = (ToolCall("a", "weather", "{}"), ToolCall("b", "weather", "{}"))
    results = tuple(Message("tool", (Text("sunny"),), tool_call_id=call.id) for call in calls)
    await ask(service, "anthropic:echo", False, messages=(user("x"), Message("assistant", tool_calls=calls), *results))
    assert [message["role"] for message in upstream.requests[0]["messages"]] == ["user", "assistant", "user"]


def test_joining_keeps_parallel_calls_apart() -> None:
    chunks = [
        Chunk(tool_calls=(ToolCallDelta(0, "a", "f"), ToolCallDelta(1, "b", "g"))),
        Chunk(tool_calls=(ToolCallDelta(1, arguments="{1}"), ToolCallDelta(0, arguments="{0}"))),
    ]
    assert joined(chunks).tool_calls == (ToolCall("a", "f", "{0}"), ToolCall("b", "g", "{1}"))
