"""A key stands in what leaves, and in nothing else."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvloop
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from tls import server_context

from imperium.models.http.client import HttpClient
from imperium.models.http.errors import HttpError
from imperium.models.keys.transport import MARK, PLACEHOLDER_LENGTH, KeyedTransport, Slips

PATIENCE_S = 60.0
KEY = b"sk-test-0123456789abcdef"


@pytest.fixture(params=["asyncio", "uvloop"])
def event_loop_policy(request: pytest.FixtureRequest) -> asyncio.AbstractEventLoopPolicy:
    return uvloop.EventLoopPolicy() if request.param == "uvloop" else asyncio.DefaultEventLoopPolicy()


class Receiver:
    """Keeps the headers and bodies that reach it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bytes]] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.seen.append((request.headers.get("authorization", ""), await request.read()))
        return web.Response(text="fine")


@asynccontextmanager
async def listening(receiver: Receiver, context: ssl.SSLContext | None) -> AsyncIterator[str]:
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/", receiver.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield "{0}://127.0.0.1:{2}/".format("https" if context else "http", *runner.addresses[0][:2])
    await runner.cleanup()


@asynccontextmanager
async def client(slips: Slips, trusted: Path | None) -> AsyncIterator[HttpClient]:
    client = HttpClient(slips, tls=ssl.create_default_context(cafile=str(trusted)) if trusted else None)
    yield client
    await client.close()


async def posted(client: HttpClient, url: str, placeholder: str, body: bytes = b"") -> bytes:
    """The whole answer to a request with that key."""
    with await client.ask("POST", url, "/", {"authorization": placeholder}, body, PATIENCE_S) as answer:
        content = b""
        while piece := await answer.piece(PATIENCE_S):
            content += piece
        return content


@pytest.mark.parametrize("size", [0, 10, 70_000, 5_000_000])
@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "tls"])
async def test_the_key_arrives_and_is_gone_here(tmp_path: Path, encrypted: bool, size: int) -> None:
    context, trusted = server_context(tmp_path) if encrypted else (None, None)
    receiver, slips = Receiver(), Slips()
    async with listening(receiver, context) as url, client(slips, trusted) as asking:
        for _ in range(3):  # the same connection
            key = bytearray(KEY)
            with slips.issue(key) as slip:
                assert await posted(asking, url, f"Bearer {slip.placeholder}", b"x" * size) == b"fine"
                assert not any(key)
    assert receiver.seen == [(f"Bearer {KEY.decode()}", b"x" * size)] * 3


async def test_a_placeholder_works_once() -> None:
    receiver, slips = Receiver(), Slips()
    async with listening(receiver, None) as url, client(slips, None) as asking:
        with slips.issue(bytearray(KEY)) as slip:
            await posted(asking, url, slip.placeholder)
            with pytest.raises(HttpError):
                await posted(asking, url, slip.placeholder)
        await posted(asking, url, slip.placeholder)
    assert [header for header, _ in receiver.seen] == [KEY.decode(), slip.placeholder], (
        "afterwards it is a text like others"
    )


async def test_what_people_write_is_not_searched() -> None:
    receiver, slips = Receiver(), Slips()
    async with listening(receiver, None) as url, client(slips, None) as asking:
        with slips.issue(bytearray(KEY)) as slip:
            body = MARK + b"0" * 32
            await posted(asking, url, slip.placeholder, body)
    assert receiver.seen == [(KEY.decode(), body)]


async def test_a_key_is_not_left_with_a_socket_that_takes_nothing() -> None:
    """The other side reads nothing, so the buffers fill; then a key isn't handed to them."""

    async def reads_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.Event().wait()

    server = await asyncio.start_server(reads_nothing, "127.0.0.1", 0)
    where = server.sockets[0].getsockname()
    slips, key = Slips(), bytearray(KEY)
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, *where[:2])
    keyed = KeyedTransport(transport, slips)
    while not transport.get_write_buffer_size():
        keyed.write(b"y" * 1_000_000)
        await asyncio.sleep(0)
    with slips.issue(key) as slip, pytest.raises(ConnectionError):
        keyed.write(b"POST / HTTP/1.1\r\nauthorization: " + slip.placeholder.encode() + b"\r\n\r\n")
    assert not any(key)
    assert transport.is_closing()
    server.close()


async def test_a_mark_that_somebody_wrote_does_not_hide_the_placeholder() -> None:
    slips = Slips()
    with slips.issue(bytearray(KEY)) as slip:
        block = b"POST /models/" + MARK + b"0" * 32 + b":generate HTTP/1.1\r\nx-key: " + slip.placeholder.encode()
        assert slips.find(block) == (slip, block.rindex(MARK))


@given(
    key=st.binary(min_size=1, max_size=200),
    before=st.binary(max_size=300),
    after=st.binary(max_size=300),
)
def test_only_the_placeholder_is_replaced(key: bytes, before: bytes, after: bytes) -> None:
    slips, held = Slips(), bytearray(key)
    with slips.issue(held) as slip:
        block = before + slip.placeholder.encode() + after
        found = slips.find(block)
        assert found is not None
        assert found[0] is slip
        at = found[1]
        filled, ends = slip.filled(block, at)
        assert filled == before + key + after
        assert filled[:ends] == before + key
        assert not any(held)
        with pytest.raises(ConnectionError):
            slip.filled(block, at)
    assert slips.find(block) is None


@given(key=st.text("abc", min_size=3, max_size=6), parts=st.lists(st.text("abcü…", max_size=12), max_size=4))
def test_a_repeated_key_is_taken_out(key: str, parts: list[str]) -> None:
    slip = Slips().issue(bytearray(key, "ascii"))
    slip.filled(b"0" * PLACEHOLDER_LENGTH, 0)
    text = key.join(parts)
    hidden = slip.hide(text)
    assert key not in hidden
    assert hidden == text.replace(key, "…")
