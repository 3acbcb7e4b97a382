"""Providers that misbehave as no documentation says: the client gets an answer, or an error that says why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from support.gateway import CHAT, HELLO
from support.raw_upstream import ANSWER, EVENT_STREAM, WORD, RawUpstream, for_ever, in_turn, whole
from support.upstream_app import ONE_DOLLAR, Provider, Running, connected, serving, settings_in
from support.waiting import until

GIVEN_S = 0.5


@asynccontextmanager
async def before(upstream: RawUpstream, folder: Path, **sections: Any) -> AsyncIterator[Running]:
    """A gateway in front of it that tries once, and waits only so long."""
    raw = {"baseUrl": upstream.url, "apiKey": "sk-raw-secret", "timeoutSeconds": GIVEN_S, "stallSeconds": GIVEN_S}
    settings = settings_in(
        folder, providers={"openai": raw}, orchestration={"maxRetries": 0}, health={"enabled": False}, **sections
    )
    async with serving(settings) as running:
        yield running


def body(stream: bool) -> dict[str, Any]:
    return {"model": "openai:m", "messages": HELLO, "stream": stream}


@pytest.mark.parametrize("stream", [False, True])
async def test_headers_that_never_end(tmp_path: Path, stream: bool) -> None:
    script = for_ever(b"x-pad: a\r\n", b"HTTP/1.1 200 OK\r\n")
    async with RawUpstream(script).serving() as upstream, before(upstream, tmp_path) as running:
        answer = await running.http.post(CHAT, json=body(stream))
        assert (answer.status_code, answer.json()["error"]["code"]) == (504, "timed-out")
        await until(lambda: upstream.left == 1)


@pytest.mark.parametrize("stream", [False, True])
async def test_no_headers_at_all(tmp_path: Path, stream: bool) -> None:
    async def nothing() -> AsyncIterator[bytes]:
        await until(lambda: False)
        yield b""

    async with RawUpstream(nothing).serving() as upstream, before(upstream, tmp_path) as running:
        answer = await running.http.post(CHAT, json=body(stream))
    assert (answer.status_code, answer.json()["error"]["code"]) == (504, "timed-out")


async def test_a_body_that_trickles(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n"
    async with RawUpstream(for_ever(b" ", head)).serving() as upstream, before(upstream, tmp_path) as running:
        answer = await running.http.post(CHAT, json=body(False))
    assert (answer.status_code, answer.json()["error"]["code"]) == (504, "timed-out")


@pytest.mark.parametrize("ping", [b": still here\n\n", b'data: {"choices": []}\n\n'])
async def test_signs_of_life_are_no_words(tmp_path: Path, ping: bytes) -> None:
    async with RawUpstream(for_ever(ping, EVENT_STREAM)).serving() as upstream, before(upstream, tmp_path) as running:
        answer = await running.http.post(CHAT, json=body(True))
        assert (answer.status_code, answer.json()["error"]["code"]) == (504, "timed-out")
        await until(lambda: upstream.left == 1)


def said(message: str, usage: str = "null") -> bytes:
    return f'{{"choices": [{{"message": {message}, "finish_reason": "stop"}}], "usage": {usage}}}'.encode("latin-1")


NO_ANSWERS = [
    b"",
    b"null",
    b"[]",
    b"7",
    b'"yes"',
    b"{}",
    b'{"choices": null}',
    b'{"choices": []}',
    b'{"choices": [null]}',
    b'{"choices": {"0": {"message": {"content": "yes"}, "finish_reason": "stop"}}}',
    b'{"choices": [{"message": {"content": "yes"}}]}',
    said("null"),
    said('"yes"'),
    said('{"content": "yes", "tool_calls": 3}'),
    said('{"content": "yes", "tool_calls": [null]}'),
    said('{"content": "\xff\xfe"}'),
    said('{"content": "yes"}', "1e999") + b"!",
    b"[" * 100_000,
    ANSWER[:-1],
    ANSWER + b"}",
    b"<html>Service Unavailable</html>",
]


async def test_what_is_no_answer(tmp_path: Path) -> None:
    upstream = RawUpstream(in_turn(whole(content) for content in NO_ANSWERS), keeps=True)
    async with upstream.serving(), before(upstream, tmp_path) as running:
        for content in NO_ANSWERS:
            answer = await running.http.post(CHAT, json=body(False))
            error = answer.json()["error"]
            assert (answer.status_code, error["code"]) == (503, "provider-unavailable"), (content[:99], answer.text)
    assert upstream.asked == len(NO_ANSWERS)


NO_USAGE = [
    "[]",
    "{}",
    '{"prompt_tokens": "many", "completion_tokens": null}',
    '{"prompt_tokens": -500, "completion_tokens": -500}',
    '{"prompt_tokens": 9223372036854775808, "completion_tokens": 1e300}',
    '{"prompt_tokens": true, "completion_tokens": [1]}',
    '{"prompt_tokens": 11, "completion_tokens": 7, "cost": -1}',
    '{"prompt_tokens": 11, "completion_tokens": 7, "cost": 1e300}',
    '{"prompt_tokens": 11, "completion_tokens": 7, "cost": true}',
    '{"prompt_tokens": 11, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 1000000000}}',
    '{"prompt_tokens": 11, "completion_tokens": 7, "prompt_tokens_details": 3}',
]


@pytest.mark.parametrize("stream", [False, True])
async def test_nobody_earns_by_what_a_provider_says_of_its_cost(tmp_path: Path, stream: bool) -> None:
    def answer(usage: str) -> bytes:
        if not stream:
            return whole(said('{"content": "yes"}', usage))
        end = b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\n'
        told = b'data: {"choices": [], "usage": ' + usage.encode() + b"}\n\n"
        return whole(WORD + end + told + b"data: [DONE]\n\n", "text/event-stream")

    upstream = RawUpstream(in_turn(answer(usage) for usage in NO_USAGE), keeps=True)
    sections = {"quotas": {"user": {"dailyUsd": 1}}, "prices": {"openai:m": ONE_DOLLAR}}
    async with upstream.serving(), before(upstream, tmp_path, **sections) as running:
        spent = 0
        for usage in NO_USAGE:
            answered = await running.http.post(CHAT, json=body(stream))
            assert answered.status_code == 200, (usage, answered.text)
            used = (await running.get("/quotas"))["used"]["user"]["day"]["micro_usd"]
            assert used - spent in charges(usage), usage
            spent = used


def charges(usage: str) -> range:
    """The tokens that were told, where they can be; else an estimate of what was heard."""
    if "11" in usage:
        return range(18, 19)
    return range(1, 20)


async def test_what_nobody_asked_for_reaches_nobody(tmp_path: Path) -> None:
    """A second answer behind the first one would be the next client's; its connection is not used again."""
    foreign = whole(ANSWER.replace(b"yes", b"foreign"))
    upstream = RawUpstream(in_turn(whole(ANSWER) + foreign for _ in range(9)), keeps=True)
    async with upstream.serving(), before(upstream, tmp_path) as running:
        for _ in range(3):
            answer = await running.http.post(CHAT, json=body(False))
            assert "foreign" not in answer.text
            assert answer.status_code in (200, 503)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_short_wait_is_waited(provider: Provider, tmp_path: Path, stream: bool) -> None:
    provider.refusals["echo"] = [(429, "0.2"), (503, "0.1")]
    async with serving(connected(tmp_path, provider, {"fast_ai": "echo"})) as running:
        answer = await running.http.post(CHAT, json=body(stream) | {"model": "fast_ai"})
    assert answer.status_code == 200
    assert answer.headers["x-imperium-attempts"] == "3"
    assert len(provider.requests) == 3


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("wait", ["120", "Fri, 31 Dec 2999 23:59:59 GMT"])
async def test_a_long_wait_is_passed_on(provider: Provider, tmp_path: Path, wait: str, stream: bool) -> None:
    provider.refusals["echo"] = [(429, wait)]
    async with serving(connected(tmp_path, provider, {"fast_ai": "echo"})) as running:
        answer = await running.http.post(CHAT, json=body(stream) | {"model": "fast_ai"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "rate-limited")
    assert int(answer.headers["retry-after"]) >= 120
    assert len(provider.requests) == 1


async def test_a_long_wait_is_nobodys_while_there_is_another(provider: Provider, tmp_path: Path) -> None:
    provider.refusals["echo"] = [(429, "3600")]
    roles = {"fast_ai": {"provider": "openai", "model": "echo", "fallbacks": ["openai:spare"]}}
    async with serving(connected(tmp_path, provider, roles)) as running:
        answer = await running.http.post(CHAT, json=body(False) | {"model": "fast_ai"})
    assert answer.status_code == 200
    assert answer.headers["x-imperium-model"] == "spare"


@pytest.mark.parametrize("wait", ["soon", "-5", "1e999", "nan", ""])
async def test_a_wait_that_says_nothing_is_none(provider: Provider, tmp_path: Path, wait: str) -> None:
    provider.refusals["echo"] = [(429, wait)]
    async with serving(connected(tmp_path, provider, {"fast_ai": "echo"})) as running:
        answer = await running.http.post(CHAT, json=body(False) | {"model": "fast_ai"})
    assert answer.status_code == 200


@pytest.mark.parametrize("place", [0, 3, 6])
async def test_an_end_that_nobody_announced_is_none(provider: Provider, tmp_path: Path, place: int) -> None:
    """The connection is closed in good order, and the answer isn't whole."""
    async with serving(connected(tmp_path, provider, {"fast_ai": "echo"})) as running:
        for path in (CHAT, "/v1/messages"):
            asked = body(True) | {"model": f"openai:short-{place}", "max_tokens": 50}
            answer = await running.http.post(path, json=asked)
            assert "cut before its end" in answer.text
            assert "[DONE]" not in answer.text
            assert "message_stop" not in answer.text
