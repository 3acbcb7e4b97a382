"""Our HTTP client against servers that answer as servers do, and as they shouldn't."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from imperium.models.http.client import HttpClient
from imperium.models.http.errors import ConnectError, CutOff, Disconnected, HttpError
from imperium.models.http.request import target_of
from imperium.models.keys.transport import Slips
from imperium.platform.ssrf import public_socket

PATIENCE_S = 30.0
Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[tuple[str, list[int]]]:
    """A server's address, and the number of each connection in the order in which they came."""
    connections: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(len(connections))
        try:
            await script(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", connections
    finally:
        server.close()


async def asked(reader: asyncio.StreamReader) -> bytes:
    """One request, head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
    return head + await reader.readexactly(int(length.split(b":")[1]))


def answering(*answers: bytes, then_close: bool = False) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await asked(reader)
            writer.write(answer)
            await writer.drain()
        if not then_close:
            await reader.read()

    return script


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = HttpClient(Slips())
    yield client
    await client.close()


async def body(client: HttpClient, base: str, method: str = "POST") -> tuple[int, bytes]:
    with await client.ask(method, base, "/x", {}, b"{}" if method == "POST" else None, PATIENCE_S) as answer:
        pieces = []
        while piece := await answer.piece(PATIENCE_S):
            pieces.append(piece)
        return answer.status, b"".join(pieces)


async def test_a_connection_is_kept_for_the_next_request(client: HttpClient) -> None:
    async with serving(answering(OK, OK, OK)) as (base, connections):
        for _ in range(3):
            assert await body(client, base) == (200, b"hello")
    assert len(connections) == 1


async def test_a_request_says_what_was_asked(client: HttpClient) -> None:
    seen: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await asked(reader))
        writer.write(OK)
        await writer.drain()

    async with serving(script) as (base, _):
        headers = {"x-one": "1", "content-type": "application/json"}
        with await client.ask("POST", base, "/models/ä b:go?alt=sse", headers, b'{"a":1}', PATIENCE_S):
            pass
    head, _, sent = seen[0].partition(b"\r\n\r\n")
    assert head.splitlines()[0] == b"POST /v1/models/%C3%A4%20b:go?alt=sse HTTP/1.1"
    assert b"x-one: 1" in head
    assert b"content-length: 7" in head
    assert sent == b'{"a":1}'


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", (200, b"hello")),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone", (404, b"gone")),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, (200, b"hello")),
        (b"HTTP/1.1 204 No Content\r\n\r\n", (204, b"")),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end", (200, b"until the end")),
    ],
)
async def test_every_way_to_frame_a_body(client: HttpClient, answer: bytes, expected: tuple[int, bytes]) -> None:
    async with serving(answering(answer, then_close=True)) as (base, _):
        assert await body(client, base) == expected


@pytest.mark.parametrize("cut_at", range(38, len(OK)))
async def test_a_cut_body_is_no_whole_one(client: HttpClient, cut_at: int) -> None:
    async with serving(answering(OK[:cut_at], then_close=True)) as (base, _):
        with pytest.raises(CutOff):
            await body(client, base)


@pytest.mark.parametrize("cut_at", [0, 5, 20, 37])
async def test_a_connection_that_ends_before_the_head_gives_no_answer(client: HttpClient, cut_at: int) -> None:
    async with serving(answering(OK[:cut_at], then_close=True)) as (base, _):
        with pytest.raises(Disconnected):
            await body(client, base)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x-long: " + b"a" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ],
)
async def test_what_isnt_http_is_said_to_be_none(client: HttpClient, nonsense: bytes) -> None:
    async with serving(answering(nonsense)) as (base, _):
        with pytest.raises(HttpError) as told:
            await body(client, base)
    assert not isinstance(told.value, ConnectError)


async def test_a_head_that_never_comes_and_a_body_that_stalls(client: HttpClient) -> None:
    async with serving(answering(b"")) as (base, _):
        with pytest.raises(TimeoutError):
            await client.ask("POST", base, "/x", {}, b"{}", 0.05)
    async with serving(answering(OK[:-2])) as (base, _):
        answer = await client.ask("POST", base, "/x", {}, b"{}", PATIENCE_S)
        with answer:
            assert await answer.piece(PATIENCE_S) == b"hel"
            with pytest.raises(TimeoutError):
                await answer.piece(0.05)


async def test_half_an_answer_is_not_followed_by_another_on_its_connection(client: HttpClient) -> None:
    async with serving(answering(OK[:-2])) as (base, connections):
        for _ in range(2):
            with await client.ask("POST", base, "/x", {}, b"{}", PATIENCE_S) as answer:
                assert answer.status == 200
        assert len(connections) == 2


async def test_a_get_is_asked_again_where_a_kept_connection_has_died_and_a_post_is_not(client: HttpClient) -> None:
    for method, outcome in (("GET", (200, b"hello")), ("POST", None)):
        async with serving(answering(OK, b"", then_close=True)) as (base, connections):
            await body(client, base, method)
            if outcome is None:
                with pytest.raises(Disconnected):
                    await body(client, base, method)
            else:
                assert await body(client, base, method) == outcome
                assert len(connections) == 2


async def test_an_answer_that_nobody_reads_is_not_taken_into_memory(client: HttpClient) -> None:
    size = 64 * 1024 * 1024
    sent = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await asked(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(size // 65_536):
            writer.write(b"a" * 65_536)
            await writer.drain()
            sent += 65_536

    async with serving(script) as (base, _):
        with await client.ask("POST", base, "/x", {}, b"{}", PATIENCE_S) as answer:
            before = -1
            while sent != before:
                before = sent
                await asyncio.sleep(0.2)
            assert sent < size // 2
            received = 0
            while piece := await answer.piece(PATIENCE_S):
                received += len(piece)
        assert received == size


async def test_who_listens_nowhere_and_whose_address_is_private(client: HttpClient) -> None:
    with pytest.raises(ConnectError) as refused:
        await body(client, "http://127.0.0.1:1/v1")
    assert not refused.value.private
    guarded = HttpClient(Slips(), public_socket)
    async with serving(answering(OK)) as (base, connections):
        with pytest.raises(ConnectError) as kept_out:
            await body(guarded, base)
    assert kept_out.value.private
    assert not connections


@pytest.mark.parametrize("value", ["a\r\nx-evil: 1", "a\nb", "a\0b"])
async def test_a_header_can_hold_no_other_header(client: HttpClient, value: str) -> None:
    with pytest.raises(ValueError, match="line end"):
        await client.ask("POST", "http://127.0.0.1:1", "/x", {"x-one": value}, b"", PATIENCE_S)


async def test_whoever_gives_up_takes_the_connection_along(client: HttpClient) -> None:
    gone = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        await reader.read()
        gone.set()

    async with serving(script) as (base, _):
        asking = asyncio.create_task(body(client, base))
        await asyncio.sleep(0.1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        async with asyncio.timeout(PATIENCE_S):
            await gone.wait()


def test_where_addresses_lead() -> None:
    assert target_of("https://api.example.com/v1/")[:4] == ("api.example.com", 443, True, "api.example.com")
    assert target_of("http://[::1]:8080/v1") == ("::1", 8080, False, "[::1]:8080", "/v1")
    assert target_of("https://bücher.example").host == "xn--bcher-kva.example"
    with pytest.raises(ValueError, match="no http address"):
        target_of("ftp://example.com")


async def test_what_nobody_uses_again_is_let_go(client: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
    left = asyncio.Event()

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        writer.write(OK)
        await reader.read()
        left.set()

    async with serving(once) as (idle, _), serving(answering(OK)) as (busy, _):
        assert await body(client, idle) == (200, b"hello")
        assert not left.is_set()
        for module in ("client", "line"):
            monkeypatch.setattr(f"imperium.models.http.{module}.KEPT_S", 0.0)
        assert await body(client, busy) == (200, b"hello")
        async with asyncio.timeout(PATIENCE_S):
            await left.wait()
        assert len(client._idle) == 1, "only what was used last"
