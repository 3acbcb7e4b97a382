"""The official Anthropic client against the whole application, in front of every provider."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anthropic
import pytest

from e2e.wires import TOTAL, three_wires
from models.upstream import USAGE
from support.upstream_app import Provider, Running, serving

HELLO: Any = [{"role": "user", "content": "hello there"}]
EVERYWHERE = ["openai", "anthropic", "google_ai"]
WEATHER: Any = {"name": "weather", "description": "Tells it.", "input_schema": {"type": "object", "properties": {}}}
PIXEL: Any = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}


@pytest.fixture
async def running(provider: Provider, tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(three_wires(tmp_path, provider)) as server:
        yield server


@pytest.fixture
async def client(running: Running) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with anthropic.AsyncAnthropic(base_url=running.address, api_key="none", max_retries=0) as made:
        yield made


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_it_gets_an_answer_and_the_ledger_knows(
    client: anthropic.AsyncAnthropic, running: Running, name: str
) -> None:
    raw = await client.messages.with_raw_response.create(
        model=f"{name}:echo", max_tokens=100, system=[{"type": "text", "text": "Be kind."}], messages=HELLO
    )
    answer = await raw.parse()
    assert [block.text for block in answer.content if block.type == "text"] == ["You said: hello there"]
    assert (answer.stop_reason, answer.model, answer.role) == ("end_turn", "echo", "assistant")
    usage = answer.usage
    assert usage.cache_read_input_tokens == USAGE["cached"]
    assert usage.input_tokens + usage.cache_read_input_tokens == USAGE["input"]
    assert usage.output_tokens == USAGE["output"]
    assert raw.headers["x-imperium-engine"] == name
    assert raw.headers["x-imperium-cost-usd"] == f"0.{TOTAL:06d}"
    assert answer.id == f"msg_{raw.headers['x-imperium-request-id']}"
    assert raw.headers["request-id"] == raw.headers["x-imperium-request-id"]
    assert (await running.get("/stats"))["cost"]["models_micro_usd"] == TOTAL


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_it_streams(client: anthropic.AsyncAnthropic, running: Running, name: str) -> None:
    async with client.messages.stream(model=f"{name}:echo", max_tokens=100, messages=HELLO) as stream:
        kinds = [event.type async for event in stream]
        final = await stream.get_final_message()
    assert (kinds[0], kinds[-1]) == ("message_start", "message_stop")
    assert final.content[0].type == "text"
    assert final.content[0].text.strip() == "You said: hello there"
    assert (final.stop_reason, final.usage.output_tokens) == ("end_turn", USAGE["output"])
    assert final.id.startswith("msg_req_")
    assert (await running.get("/stats"))["cost"]["models_micro_usd"] == TOTAL


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_a_stream_tells_its_cost_at_its_end(running: Running, name: str) -> None:
    body = {"model": f"{name}:echo", "max_tokens": 9, "messages": HELLO, "stream": True}
    events = [event async for event in running.events("/v1/messages", body, **{"anthropic-version": "2023-06-01"})]
    (delta,) = [data for kind, data in events if kind == "message_delta"]
    assert delta["usage"]["imperium"]["cost_micro_usd"] == TOTAL
    assert delta["usage"]["imperium"]["provider"] == name
    assert [kind for kind, _ in events].count("message_stop") == 1
    starts = [data["index"] for kind, data in events if kind == "content_block_start"]
    assert starts == [data["index"] for kind, data in events if kind == "content_block_stop"] == [0]


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("streams", [False, True])
async def test_it_uses_tools(client: anthropic.AsyncAnthropic, provider: Provider, name: str, streams: bool) -> None:
    asked: Any = {"model": f"{name}:tool", "max_tokens": 100, "tools": [WEATHER]}
    if streams:
        async with client.messages.stream(messages=HELLO, **asked) as stream:
            first = await stream.get_final_message()
    else:
        first = await client.messages.create(messages=HELLO, **asked)
    call = first.content[-1]
    assert (first.stop_reason, call.type) == ("tool_use", "tool_use")
    assert (call.name, call.input) == ("weather", {"city": "Paris"})
    result = {"type": "tool_result", "tool_use_id": call.id, "content": [{"type": "text", "text": "sunny"}]}
    said: Any = [*HELLO, {"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    second = await client.messages.create(messages=said, **asked)
    assert second.stop_reason == "end_turn"
    assert "sunny" in str(provider.requests[-1])


async def test_thoughts_are_shown_to_those_who_ask(client: anthropic.AsyncAnthropic) -> None:
    async def kinds(name: str, **more: Any) -> list[str]:
        answer = await client.messages.create(model=f"{name}:think", max_tokens=2_000, messages=HELLO, **more)
        async with client.messages.stream(model=f"{name}:think", max_tokens=2_000, messages=HELLO, **more) as stream:
            streamed = await stream.get_final_message()
        assert [block.type for block in streamed.content] == [block.type for block in answer.content]
        return [block.type for block in answer.content]

    thinking = {"type": "enabled", "budget_tokens": 1_024}
    assert await kinds("openai", thinking=thinking) == ["thinking", "text"]
    assert await kinds("anthropic", thinking=thinking) == ["thinking", "text"]
    assert await kinds("openai") == ["text"]


async def test_pictures_reach_every_provider(client: anthropic.AsyncAnthropic, provider: Provider) -> None:
    for name in EVERYWHERE:
        for source in (PIXEL, {"type": "url", "url": "https://example.org/a.png"}):
            content: Any = [{"type": "text", "text": "What is this?"}, {"type": "image", "source": source}]
            message: Any = {"role": "user", "content": content}
            await client.messages.create(model=f"{name}:echo", max_tokens=9, messages=[message])
    inline, address, same_inline, same_address, google_inline, google_address = (
        str(request) for request in provider.requests
    )
    assert "data:image/png;base64,iVBORw0KGgo=" in inline
    assert "'image_url': {'url': 'https://example.org/a.png'}" in address
    assert str(PIXEL) in same_inline
    assert "{'type': 'url', 'url': 'https://example.org/a.png'}" in same_address
    assert "'inlineData': {'mimeType': 'image/png', 'data': 'iVBORw0KGgo='}" in google_inline
    assert "'fileUri': 'https://example.org/a.png'" in google_address


async def test_what_only_anthropic_knows_reaches_it(client: anthropic.AsyncAnthropic, provider: Provider) -> None:
    cached: Any = [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}]
    search: Any = {"type": "web_search_20250305", "name": "web_search", "max_uses": 1}
    asked: Any = {"max_tokens": 9, "messages": HELLO, "system": cached, "tools": [search], "extra_body": {"top_k": 5}}
    await client.messages.create(
        model="anthropic:echo", extra_headers={"anthropic-beta": "a-2026-01-01"}, stop_sequences=["END"], **asked
    )
    sent, headers = provider.requests[-1], provider.headers[-1]
    assert (sent["system"], sent["tools"], sent["top_k"], sent["stop_sequences"]) == (cached, [search], 5, ["END"])
    assert (sent["model"], sent["max_tokens"]) == ("echo", 9)
    assert (headers["anthropic-beta"], headers["x-api-key"]) == ("a-2026-01-01", "anthropic-secret")
    with pytest.raises(anthropic.BadRequestError, match="web_search_20250305"):
        await client.messages.create(model="openai:echo", **asked)


async def test_it_counts_tokens_by_our_estimate(client: anthropic.AsyncAnthropic, provider: Provider) -> None:
    counted = await client.messages.count_tokens(model="anthropic:echo", messages=HELLO, tools=[WEATHER])
    alone = await client.messages.count_tokens(model="anthropic:echo", messages=HELLO)
    assert counted.input_tokens > alone.input_tokens > 3
    assert counted.model_extra is not None
    assert counted.model_extra["imperium"] == {"estimated": True}
    assert provider.requests == []


async def test_a_wrong_request_is_told_in_its_own_shape(running: Running) -> None:
    answer = await running.http.post("/v1/messages", json={"model": "auto", "messages": HELLO})
    error = answer.json()
    assert (answer.status_code, error["type"], error["error"]["type"]) == (400, "error", "invalid_request_error")
    assert "max_tokens" in error["error"]["message"]
    assert error["request_id"] == answer.headers["request-id"] == answer.headers["x-request-id"]
    nowhere = await running.http.get("/v1/messages/nothing")
    assert (nowhere.status_code, nowhere.json()["error"]["type"]) == (404, "not_found_error")


async def test_without_a_model_it_is_told_so_plainly(alone: Running) -> None:
    async with anthropic.AsyncAnthropic(base_url=alone.address, api_key="none", max_retries=0) as client:
        answer = await client.messages.create(model="auto", max_tokens=100, messages=HELLO)
        async with client.messages.stream(model="auto", max_tokens=100, messages=HELLO) as stream:
            streamed = await stream.get_final_text()
    assert answer.content[0].type == "text"
    assert "No language model is connected" in answer.content[0].text
    assert streamed == answer.content[0].text
