"""What isn't HTTP, or only nearly: a plain error in time, a bounded memory, and nothing of it in the next answer."""

from __future__ import annotations

import resource
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from support.gateway import CHAT, HELLO
from support.raw_upstream import ANSWER, EVENT_STREAM, RawUpstream, Script, at_once, for_ever, whole
from support.upstream_app import Running, serving, settings_in

MOST_GROWTH_BYTES = 200 * 1_048_576
FAILED = (502, 503, 504)
PLAIN = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
CHUNKED = PLAIN + b"transfer-encoding: chunked\r\n\r\n"


NO_HTTP = [
    b"",
    b"\x16\x03\x01\x02\x00",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"HTTP/1.1 2000 OK\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nxx",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/2 200 OK\r\n\r\n{}",
    PLAIN + b"content-length: 9\r\ncontent-length: 7\r\n\r\n{}",
    PLAIN + b"content-length: -1\r\n\r\n{}",
    PLAIN + b"content-length: 99999999999999999999999\r\n\r\n{}",
    PLAIN + b"content-length: 100\r\n\r\n" + ANSWER[:99],
    PLAIN + b"transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{}",
    CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n",
    CHUNKED + b"ffffffffffffffffff\r\n{}",
    CHUNKED + b"2\r\n{}\r\n",
    PLAIN + b"x-bad\x00name: a\r\n\r\n" + ANSWER,
    PLAIN + b"\r\n" + ANSWER[:-9],
    whole(ANSWER, status="302 Found"),
    whole(b"\x1f\x8b\x08\x00\x00\x00", "application/json"),
]
NEARLY_HTTP = [
    PLAIN + b"\r\n" + ANSWER,
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" + whole(ANSWER),
    CHUNKED + b"%x;of=no;use\r\n" % len(ANSWER) + ANSWER + b"\r\n0\r\nx-trailer: 1\r\n\r\n",
    b"HTTP/1.0 200 Fine\r\ncontent-length: %d\r\n\r\n" % len(ANSWER) + ANSWER,
    whole(b"\r\n \t" + ANSWER + b"\n"),
]
ENDLESS = [
    (b"", b"x" * 65_536),
    (PLAIN + b"x-long: ", b"x" * 65_536),
    (PLAIN, b"x-many: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 1_000),
    (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000),
    (CHUNKED + b"2;", b"x" * 65_536),
    (CHUNKED + b"2\r\n{}\r\n0\r\nx-trailer: ", b"x" * 65_536),
    (EVENT_STREAM + b"data: ", b"x" * 65_536),
]
NOWHERE = [
    "http://exa..mple/v1",
    "http://127.0.0.1:99999/v1",
    "http://[::1/v1",
    f"http://{'a' * 70}.example/v1",
    "http:///v1",
]


@asynccontextmanager
async def before(addresses: Sequence[str], folder: Path) -> AsyncIterator[Running]:
    """A gateway that tries once, with the providers own0, own1 and so on."""
    own = {"dialect": "openai_chat", "apiKey": "sk-raw-secret", "timeoutSeconds": 1, "stallSeconds": 1}
    providers = {f"own{number}": own | {"baseUrl": address} for number, address in enumerate(addresses)}
    sections: dict[str, Any] = {"orchestration": {"maxRetries": 0}, "health": {"enabled": False}}
    async with serving(settings_in(folder, providers=providers, **sections)) as running:
        yield running


@asynccontextmanager
async def speaking(scripts: Sequence[Script], folder: Path) -> AsyncIterator[Running]:
    """A gateway before providers of which each says what its script says."""
    async with AsyncExitStack() as stack:
        upstreams = [await stack.enter_async_context(RawUpstream(script).serving()) for script in scripts]
        yield await stack.enter_async_context(before([upstream.url for upstream in upstreams], folder))
        assert all(upstream.asked for upstream in upstreams)


async def ask(running: Running, number: int, stream: bool) -> httpx.Response:
    body = {"model": f"own{number}:m", "messages": HELLO, "stream": stream}
    return await running.http.post(CHAT, json=body)


async def check_refused(running: Running, count: int) -> None:
    for number in range(count):
        for stream in (False, True):
            answer = await ask(running, number, stream)
            assert answer.status_code in FAILED, (number, answer.text)
            assert answer.json()["error"]["message"].startswith(f"own{number}")
    assert (await running.get("/stats"))["requests"]["models"] == 2 * count


async def test_what_is_no_http(tmp_path: Path) -> None:
    async with speaking([at_once(said) for said in NO_HTTP], tmp_path) as running:
        await check_refused(running, len(NO_HTTP))


async def test_what_is_http(tmp_path: Path) -> None:
    async with speaking([at_once(said) for said in NEARLY_HTTP], tmp_path) as running:
        for number in range(len(NEARLY_HTTP)):
            answer = await ask(running, number, stream=False)
            assert answer.status_code == 200, (number, answer.text)
            assert answer.json()["choices"][0]["message"]["content"] == "yes"


async def test_what_never_ends_takes_no_memory(tmp_path: Path) -> None:
    async with speaking([for_ever(piece, first, pause_s=0.0) for first, piece in ENDLESS], tmp_path) as running:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        await check_refused(running, len(ENDLESS))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown * 1_024 < MOST_GROWTH_BYTES


async def test_an_address_that_leads_nowhere(tmp_path: Path) -> None:
    async with before(NOWHERE, tmp_path) as running:
        await check_refused(running, len(NOWHERE))
