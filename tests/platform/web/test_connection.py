"""A client's connection, on real sockets: nobody can hold it, and nobody is hurried."""

import asyncio
import json
from collections.abc import Iterator

import pytest
import uvicorn

from imperium.platform.web import connection as module
from support.raw_client import PIECE, PIECES, WAIT_S, Application, Client, Connect
from support.waiting import until

HEAD = b"POST /echo HTTP/1.1\r\nhost: localhost\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"
LINE = b"x-a: b\r\n"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SENDING_S", 0.3)
    monkeypatch.setattr(module, "READING_S", 0.3)


async def refused(client: Client, status: int) -> dict[str, object]:
    """The problem that the client is told before the server closes."""
    head, _, body = (await client.rest()).partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0].split()[1] == str(status)
    assert {"connection: close", "content-type: application/problem+json", f"content-length: {len(body)}"} <= {*lines}
    told = json.loads(body)
    assert told["status"] == status
    return dict(told)


async def pour(client: Client, pieces: Iterator[bytes]) -> None:
    """Send until the server has closed, or all is out."""
    try:
        for piece in pieces:
            client.writer.write(piece)
            await client.writer.drain()
    except ConnectionError:
        pass


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (HEAD, LINE * 100),
        (HEAD + b"x: ", b"a" * 1_000),
        (b"GET /", b"a" * 1_000),
        (b"", b"\r\n" * 1_000),
        (CHUNKED + b"0\r\n", LINE * 100),
        (CHUNKED + b"5;", b"a" * 1_000),
    ],
    ids=["headers", "header", "address", "nothing", "trailers", "chunk"],
)
async def test_a_head_without_end_is_refused(connect: Connect, begin: bytes, more: bytes) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        yield begin
        for _ in range(10_000):
            sent += len(more)
            yield more

    async with connect() as client:
        answer = asyncio.create_task(client.reader.read(65_536))
        await asyncio.wait_for(pour(client, pieces()), WAIT_S)
        said = await asyncio.wait_for(asyncio.gather(answer, return_exceptions=True), WAIT_S)
    assert isinstance(said[0], ConnectionError) or said[0].startswith(b"HTTP/1.1 431 ")  # type: ignore[union-attr]
    assert sent < 10_000 * len(more), "the server closed before all was out"


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("over", [0, 1])
async def test_a_head_may_be_so_long_however_it_comes(connect: Connect, at_once: bool, over: int) -> None:
    named = [b"host: localhost\r\n", b"content-length: 1\r\n"]
    room = module.LONGEST_HEAD - 32 - len(b"/echo") - sum(map(len, named)) - len(b"x-long: \r\n") + over
    whole = b"POST /echo HTTP/1.1\r\n%b%bx-long: %b\r\n\r\n" % (*named, b"a" * room)
    async with connect() as client:
        pieces = [whole] if at_once else [whole[i : i + 10_000] for i in range(0, len(whole), 10_000)]
        for piece in pieces:
            client.writer.write(piece)
            await asyncio.sleep(0.01 * (not at_once))
        if over:
            assert "longer than 65,536 bytes" in str(await refused(client, 431))
        else:
            client.writer.write(b"!")
            assert (await client.whole())[1] == b"!"


async def test_a_head_may_not_be_longer_for_coming_behind_another(app: Application, connect: Connect) -> None:
    async with connect() as client:
        client.say("POST /slow HTTP/1.1", "content-length: 1", body=b"!" + HEAD + b"x: " + b"a" * 100_000)
        assert await client.rest() == b""
    assert len(app.heads) == 1


async def test_what_is_said_is_of_what_was_wrong(connect: Connect) -> None:
    async with connect() as client:
        client.writer.write(b"POST http:// HTTP/1.1\r\ncontent-length: 70000\r\n\r\n" + b"x" * 70_000)
        await refused(client, 400)
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
        await client.whole()
        client.writer.write(b"\r\n" * 40_000)
        assert (await refused(client, 431))["instance"] == "/"


async def test_a_long_body_is_no_long_head(connect: Connect) -> None:
    body = b"x" * 1_000_000
    async with connect() as client:
        for _ in range(3):
            client.say("POST /echo HTTP/1.1", f"content-length: {len(body)}", body=body)
            assert (await client.whole())[1] == body


@pytest.mark.parametrize("begun", [b"GET", HEAD, HEAD + b"x: "])
async def test_half_a_head_is_not_waited_for(app: Application, connect: Connect, begun: bytes, impatient: None) -> None:
    async with connect() as client:
        client.writer.write(begun)
        assert "did not come" in str(await refused(client, 408))
    assert not app.heads


async def test_half_a_head_after_an_answer_is_not_waited_for(connect: Connect, impatient: None) -> None:
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
        assert (await client.whole())[1] == b"!"
        client.writer.write(HEAD)
        await refused(client, 408)


@pytest.mark.parametrize("path", ["echo", "works"])
async def test_half_a_body_is_not_waited_for(app: Application, connect: Connect, path: str, impatient: None) -> None:
    async with connect() as client:
        client.say(f"POST /{path} HTTP/1.1", "content-length: 10", body=b"hello")
        told = await refused(client, 408)
    assert told["instance"] == f"/{path}"
    if path == "echo":
        assert await asyncio.wait_for(app.left.wait(), WAIT_S)


async def test_a_body_may_take_its_time_as_long_as_it_comes(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SENDING_S", 2.0)
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 6")
        for byte in b"hello!":
            await asyncio.sleep(0.5)
            client.writer.write(bytes([byte]))
        assert (await client.whole())[1] == b"hello!"


async def test_who_asked_is_not_hurried(app: Application, connect: Connect, impatient: None) -> None:
    """An answer may take its time, also while the next request has come in part."""
    async with connect() as client:
        client.say("GET /slow HTTP/1.1")
        client.writer.write(HEAD)
        await asyncio.sleep(1)
        app.may_go_on.set()
        assert (await client.whole())[1] == b"done"
        await refused(client, 408)


async def test_the_time_for_a_body_begins_when_its_request_is_taken_up(
    app: Application, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SENDING_S", 1.0)
    async with connect() as client:
        client.say("GET /slow HTTP/1.1")
        client.say("POST /echo HTTP/1.1", "content-length: 5")
        await asyncio.sleep(1.7)
        app.may_go_on.set()
        assert (await client.whole())[1] == b"done"
        await asyncio.sleep(0.5)
        client.writer.write(b"hello")
        assert (await client.whole())[1] == b"hello"


async def test_who_waits_to_be_told_to_go_on_is_not_hurried(
    app: Application, connect: Connect, impatient: None
) -> None:
    async with connect() as client:
        client.say("POST /unhurried HTTP/1.1", "content-length: 5", "expect: 100-continue")
        await asyncio.sleep(0.8)
        app.may_go_on.set()
        assert await client.head() == ["HTTP/1.1 100 Continue"]
        client.writer.write(b"hello")
        assert (await client.whole())[1] == b"hello"


async def test_who_was_answered_instead_of_told_to_go_on_is_not_waited_for(connect: Connect, impatient: None) -> None:
    async with connect() as client:
        client.say("POST /early HTTP/1.1", "content-length: 5", "expect: 100-continue")
        assert (await client.whole())[1] == b"that's enough"
        assert await client.rest() == b""


async def test_a_connection_is_kept_from_the_end_of_the_last_request(server: uvicorn.Server, connect: Connect) -> None:
    server.config.timeout_keep_alive = 1.5  # type: ignore[assignment]
    async with connect() as client:
        client.say("POST /early HTTP/1.1", "transfer-encoding: chunked", body=b"1\r\na\r\n")
        assert (await client.whole())[1] == b"that's enough"
        await asyncio.sleep(0.9)
        client.writer.write(b"0\r\n\r\n")
        await asyncio.sleep(0.9)
        client.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
        assert (await client.whole())[1] == b"!"


async def test_the_rest_of_a_body_that_nobody_needs_may_not_trickle(connect: Connect, impatient: None) -> None:
    async with connect() as client:
        client.say("POST /early HTTP/1.1", "content-length: 1000000")
        assert (await client.whole())[1] == b"that's enough"

        async def trickle() -> None:
            while True:
                client.writer.write(b"x")
                await asyncio.sleep(0.05)

        trickling = asyncio.create_task(trickle())
        assert await client.rest() == b""
        trickling.cancel()


@pytest.mark.parametrize("first", ["slow", "waits"])
async def test_who_leaves_with_another_request_behind_is_seen_to_leave(
    app: Application, server: uvicorn.Server, connect: Connect, first: str
) -> None:
    async with connect() as client:
        client.say(f"POST /{first} HTTP/1.1", "content-length: 0")
        client.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
        await asyncio.wait_for(app.begun.wait(), WAIT_S)
    await until(lambda: not server.server_state.connections)
    if first == "waits":
        assert await asyncio.wait_for(app.left.wait(), WAIT_S)
    app.may_go_on.set()
    await until(lambda: not server.server_state.tasks)
    assert len(app.heads) == 1, "the other one isn't begun"


async def test_many_requests_at_once_are_answered_in_order_and_few_of_them_wait(
    server: uvicorn.Server, connect: Connect
) -> None:
    bodies = [b"%04d" % number for number in range(5_000)]
    most = 0
    async with connect() as client:
        for body in bodies:
            client.say("POST /echo HTTP/1.1", "content-length: 4", body=body)
        for body in bodies:
            assert (await client.whole())[1] == body
            (connection,) = server.server_state.connections
            most = max(most, len(connection.pipeline))  # type: ignore[union-attr]
        assert await another_answer(client) == b"!"
    assert most < module.MOST_WAITING + module.PIECE_BYTES / 55


async def another_answer(client: Client) -> bytes:
    client.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
    return (await client.whole())[1]


async def test_a_large_body_among_many_requests_is_whole(connect: Connect) -> None:
    body = bytes(range(256)) * 2_000
    async with connect() as client:
        for _ in range(20):
            for _ in range(30):
                client.say("GET /early HTTP/1.1")
            client.say("POST /echo HTTP/1.1", f"content-length: {len(body)}", body=body)
        for _ in range(20):
            for _ in range(30):
                assert (await client.whole())[1] == b"that's enough"
            assert (await client.whole())[1] == body


async def test_into_an_answer_nothing_else_is_said(app: Application, connect: Connect) -> None:
    async with connect() as client:
        client.say("GET /late HTTP/1.1")
        await client.head()
        client.writer.write(b"hello server\r\n\r\n")
        assert await client.rest() == b""


@pytest.mark.parametrize("address", [b"http://", b"/\xff\xfe", b"http://a:b/"])
async def test_an_address_that_is_none_is_refused(connect: Connect, address: bytes) -> None:
    for before in (b"", b"POST /echo HTTP/1.1\r\ncontent-length: 1\r\n\r\n!"):
        async with connect() as client:
            client.writer.write(before)
            if before:
                assert (await client.whole())[1] == b"!"
            client.writer.write(b"GET " + address + b" HTTP/1.1\r\n\r\n")
            told = await refused(client, 400)
            assert "HTTP/1.1" in str(told["detail"])


async def test_a_connection_without_a_request_is_kept_for_a_time(server: uvicorn.Server, connect: Connect) -> None:
    server.config.timeout_keep_alive = 0.3  # type: ignore[assignment]
    async with connect() as client:
        assert await client.rest() == b""


async def test_who_never_reads_is_not_waited_for(
    app: Application, server: uvicorn.Server, connect: Connect, impatient: None
) -> None:
    async with connect() as client:
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        client.say("GET /endless HTTP/1.1")
        await asyncio.wait_for(app.begun.wait(), WAIT_S)
        await until(lambda: not server.server_state.connections)
        await until(lambda: not server.server_state.tasks)
    assert app.sent == PIECES, "the application went to its end, and all of it went nowhere"


async def test_who_does_not_read_the_last_answer_is_not_waited_for(
    server: uvicorn.Server, connect: Connect, impatient: None
) -> None:
    body = PIECE * PIECES
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", f"content-length: {len(body)}", "connection: close", body=body)
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await client.writer.drain()
        await until(lambda: not server.server_state.connections)
        client.writer.transport.resume_reading()  # type: ignore[attr-defined]
        received = len(await client.rest())
    assert received < len(body), "the rest was given up"


async def test_who_reads_on_is_waited_for(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READING_S", 2.0)
    body = PIECE * PIECES
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", f"content-length: {len(body)}", "connection: close", body=body)
        await client.head()
        received = 0
        while piece := await asyncio.wait_for(client.reader.read(5_000_000), WAIT_S):
            received += len(piece)
            await asyncio.sleep(0.01)
        assert received == len(body)
