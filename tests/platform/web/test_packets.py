"""The server's side of HTTP/1.1, on real sockets."""

import asyncio

import pytest
import uvicorn

from imperium.platform.web.packets import OnePacket
from support.raw_client import PIECE, PIECES, WAIT_S, Application, Client, Connect


async def test_a_head_and_what_follows_it_come_in_one_packet(connect: Connect) -> None:
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 5", body=b"hello")
        packet = await client.reader.read(65_536)
        assert packet.startswith(b"HTTP/1.1 200 OK\r\n")
        assert packet.endswith(b"\r\n\r\nhello")


async def test_a_head_does_not_wait_for_a_body_that_comes_late(app: Application, connect: Connect) -> None:
    async with connect() as client:
        client.say("GET /late HTTP/1.1")
        assert "transfer-encoding: chunked" in await client.head()
        app.may_go_on.set()
        assert await client.reader.readexactly(17) == b"7\r\nat last\r\n0\r\n\r\n"


async def test_requests_in_one_packet_are_answered_in_their_order(connect: Connect) -> None:
    async with connect() as client:
        for body in (b"one", b"two", b"three"):
            client.say("POST /echo HTTP/1.1", f"content-length: {len(body)}", body=body)
        client.say("POST /echo HTTP/1.0", "content-length: 4", body=b"last")
        assert [(await client.whole())[1] for _ in range(4)] == [b"one", b"two", b"three", b"last"]


async def test_a_request_may_come_byte_by_byte(connect: Connect) -> None:
    async with connect() as client:
        for byte in b"POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nhello":
            client.writer.write(bytes([byte]))
            await client.writer.drain()
            await asyncio.sleep(0)
        assert await client.whole() == ("HTTP/1.1 200 OK", b"hello")


async def test_a_body_may_come_in_halves_and_in_chunks(connect: Connect) -> None:
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 10", body=b"hello")
        await asyncio.sleep(0.02)
        client.writer.write(b"again")
        assert (await client.whole())[1] == b"helloagain"
        client.say("POST /echo HTTP/1.1", "transfer-encoding: chunked", body=b"3\r\nabc\r\n")
        await asyncio.sleep(0.02)
        client.writer.write(b"2\r\nde\r\n0\r\n\r\n")
        assert (await client.whole())[1] == b"abcde"


async def test_who_leaves_before_the_body_is_whole_is_noticed(app: Application, connect: Connect) -> None:
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 10", body=b"hello")
        await asyncio.wait_for(app.begun.wait(), WAIT_S)
    assert await asyncio.wait_for(app.left.wait(), WAIT_S)


async def test_who_leaves_before_the_answer_is_noticed(app: Application, connect: Connect) -> None:
    async with connect() as client:
        client.say("GET /waits HTTP/1.1")
        await asyncio.wait_for(app.begun.wait(), WAIT_S)
    assert await asyncio.wait_for(app.left.wait(), WAIT_S)
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
        assert (await client.whole())[1] == b"!"


@pytest.mark.parametrize("length", [0, 1, 200_000])
@pytest.mark.parametrize("version", ["1.1", "1.0"])
async def test_work_for_who_has_left_is_stopped(app: Application, connect: Connect, length: int, version: str) -> None:
    async with connect() as client:
        client.say(f"POST /works HTTP/{version}", f"content-length: {length}", body=b"x" * length)
        await asyncio.wait_for(app.working.wait(), WAIT_S)
    assert await asyncio.wait_for(app.left.wait(), WAIT_S)


@pytest.mark.parametrize("at_once", [True, False])
async def test_work_is_stopped_although_more_was_asked_for(app: Application, connect: Connect, at_once: bool) -> None:
    another = b"POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\n\r\n!"
    async with connect() as client:
        client.say("POST /works HTTP/1.1", "content-length: 1", body=b"!" + another * at_once)
        await asyncio.wait_for(app.working.wait(), WAIT_S)
        if not at_once:
            client.writer.write(another)
            await asyncio.sleep(0.05)
    assert await asyncio.wait_for(app.left.wait(), WAIT_S)


async def flood(client: Client, request: bytes) -> None:
    for _ in range(20_000):
        client.writer.write(request)
        await client.writer.drain()


async def test_requests_without_end_are_not_taken_in_while_one_is_answered(
    app: Application, server: uvicorn.Server, connect: Connect
) -> None:
    another = b"POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n" + b"!" * 1_000
    async with connect() as client:
        client.say("GET /slow HTTP/1.1")
        await asyncio.wait_for(app.begun.wait(), WAIT_S)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(flood(client, another), 1)
        (connection,) = server.server_state.connections
        assert isinstance(connection, OnePacket)
        assert len(connection.pipeline) < 1_000, "what came in one packet with the last of those that are read"
        app.may_go_on.set()
        assert (await client.whole())[1] == b"done"
        assert (await client.whole())[1] == b"!" * 1_000


async def test_work_goes_on_for_who_stays(app: Application, connect: Connect) -> None:
    async with connect() as client:
        client.say("GET /works HTTP/1.1")
        await asyncio.wait_for(app.working.wait(), WAIT_S)
        async with connect():
            pass  # somebody else leaves
        app.may_go_on.set()
        assert (await client.whole())[1] == b"worked"
    assert not app.left.is_set()


async def test_a_connection_is_kept_while_it_is_used_and_then_for_a_time(
    app: Application, server: uvicorn.Server, connect: Connect
) -> None:
    server.config.timeout_keep_alive = 0.05  # type: ignore[assignment]
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
        client.say("GET /slow HTTP/1.1")
        assert (await client.whole())[1] == b"!"
        await asyncio.sleep(0.2)
        app.may_go_on.set()
        assert (await client.whole())[1] == b"done"
        assert await client.rest() == b""


async def test_who_reads_slowly_is_waited_for(app: Application, connect: Connect) -> None:
    async with connect() as client:
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        client.say("GET /endless HTTP/1.1")
        await asyncio.wait_for(app.begun.wait(), WAIT_S)
        before = -1
        while app.sent != before:  # until nothing moves any more
            before = app.sent
            await asyncio.sleep(0.1)
        assert app.sent < PIECES
        client.writer.transport.resume_reading()  # type: ignore[attr-defined]
        await client.head()
        expected = (b"%x\r\n%b\r\n" % (len(PIECE), PIECE)) * PIECES + b"0\r\n\r\n"
        assert await asyncio.wait_for(client.reader.readexactly(len(expected)), WAIT_S) == expected


async def test_who_leaves_during_a_stream_is_sent_nothing_more(app: Application, connect: Connect) -> None:
    async with connect() as client:
        client.say("GET /endless HTTP/1.1")
        await client.head()
        client.writer.transport.abort()
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
        assert (await client.whole())[1] == b"!"


async def test_a_head_alone_is_answered_without_a_body(connect: Connect) -> None:
    async with connect() as client:
        client.say("HEAD /ends HTTP/1.1")
        packet = await client.rest()
        assert b"content-length: 3\r\n" in packet
        assert packet.endswith(b"\r\n\r\n")


async def test_an_answer_without_content_is_a_head(connect: Connect) -> None:
    async with connect() as client:
        client.say("GET /empty HTTP/1.1")
        head = await client.head()
        assert head[0] == "HTTP/1.1 204 No Content"
        assert not any(line.startswith("transfer-encoding") for line in head)
        client.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
        assert (await client.whole())[1] == b"!"


@pytest.mark.parametrize("lines", [["GET /slow HTTP/1.1", "connection: close"], ["GET /slow HTTP/1.0"]])
async def test_who_wants_one_answer_gets_one(app: Application, connect: Connect, lines: list[str]) -> None:
    app.may_go_on.set()
    async with connect() as client:
        client.say(*lines)
        packet = await client.rest()
        assert b"connection: close\r\n" in packet
        assert packet.endswith(b"done")


async def test_an_answer_may_be_the_connections_last(connect: Connect) -> None:
    async with connect() as client:
        client.say("GET /ends HTTP/1.1")
        packet = await client.rest()
        assert packet.count(b"connection: close") == 1
        assert packet.endswith(b"bye")


async def test_who_asks_first_is_told_to_go_on(connect: Connect) -> None:
    async with connect() as client:
        client.say("POST /echo HTTP/1.1", "content-length: 5", "expect: 100-continue")
        assert await client.head() == ["HTTP/1.1 100 Continue"]
        client.writer.write(b"hello")
        assert (await client.whole())[1] == b"hello"


@pytest.mark.parametrize("at_once", [True, False])
async def test_an_offer_of_http_2_is_passed_over(connect: Connect, at_once: bool) -> None:
    """As Java's client makes it; what looks like one in a body is the body's."""
    body = b"a\r\nUpgrade: h2c\r\n\r\n"
    offer = ["Connection: Upgrade, HTTP2-Settings", f"Content-Length: {len(body)}", "HTTP2-Settings: AAEAAEAAAAIA"]
    offer += ["Upgrade: h2c", "User-Agent: Java-http-client/21"]
    async with connect() as client:
        for _ in range(3):
            client.say("POST /echo HTTP/1.1", *offer, body=body * at_once)
            if not at_once:
                await asyncio.sleep(0.02)
                client.writer.write(body)
            assert (await client.whole())[1] == body


async def test_what_is_no_http_is_refused(connect: Connect) -> None:
    async with connect() as client:
        client.writer.write(b"hello server\r\n\r\n")
        assert (await client.rest()).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("path", ["/split", "/short"])
async def test_an_answer_that_is_not_what_it_says_is_cut(connect: Connect, path: str) -> None:
    async with connect() as client:
        client.say(f"GET {path} HTTP/1.1")
        packet = await client.rest()
        assert b"stolen" not in packet
        assert not packet.endswith(b"five.")


async def test_an_address_is_told_as_it_is_meant_and_as_it_was_sent(app: Application, connect: Connect) -> None:
    async with connect() as client:
        long = "a" * 200
        for path in ("/echo/%C3%A9?q=%20", "/echo/%C3%A9?q=%20", f"/echo/{long}"):
            client.say(f"POST {path} HTTP/1.1", "content-length: 1", body=b"!")
            await client.whole()
    told = [(scope["path"], scope["raw_path"], scope["query_string"]) for scope in app.heads]
    accented = ("/echo/é", b"/echo/%C3%A9", b"q=%20")
    assert told == [accented, accented, (f"/echo/{long}", f"/echo/{long}".encode(), b"")]


async def test_a_request_in_work_is_answered_before_the_server_ends(
    app: Application, server: uvicorn.Server, connect: Connect
) -> None:
    async with connect() as busy, connect() as idle:
        busy.say("GET /slow HTTP/1.1")
        idle.say("POST /echo HTTP/1.1", "content-length: 1", body=b"!")
        assert (await idle.whole())[1] == b"!"
        await asyncio.wait_for(app.begun.wait(), WAIT_S)
        server.should_exit = True
        assert await idle.rest() == b""
        app.may_go_on.set()
        packet = await busy.rest()
        assert b"connection: close\r\n" in packet
        assert packet.endswith(b"done")
