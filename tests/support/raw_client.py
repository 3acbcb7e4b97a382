"""An application on a real socket, and a client that says to it what it likes, byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from imperium.platform.web.presence import Presence

PIECE = b"x" * 65_536
PIECES = 400
WAIT_S = 60.0


class Application:
    """Answers by path, and remembers what became of it."""

    def __init__(self) -> None:
        self.sent = 0
        self.heads: list[Scope] = []
        self.may_go_on = asyncio.Event()
        self.left = asyncio.Event()
        self.begun = asyncio.Event()
        self.working = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.heads.append(scope)
        self.begun.set()
        await getattr(self, scope["path"].strip("/").partition("/")[0])(scope, receive, send)

    async def echo(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.left.set()
                return
            body, more = body + message["body"], message["more_body"]
        await answer(send, body)

    async def early(self, scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, b"that's enough")

    async def unhurried(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.may_go_on.wait()
        await self.echo(scope, receive, send)

    async def late(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.may_go_on.wait()
        await send({"type": "http.response.body", "body": b"at last", "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def slow(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.may_go_on.wait()
        await answer(send, b"done")

    async def endless(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(PIECES):
            await send({"type": "http.response.body", "body": PIECE, "more_body": True})
            self.sent += 1
            await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b""})

    async def waits(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        assert (await receive())["type"] == "http.disconnect"
        self.left.set()
        await answer(send, b"nobody hears this")

    async def works(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["more_body"]:
            pass
        self.working.set()
        try:
            with Presence(scope):
                await self.may_go_on.wait()
        except ClientDisconnect:
            self.left.set()
        else:
            await answer(send, b"worked")

    async def empty(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def split(self, scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, b"x", (b"x-name", b"a\r\nset-cookie: stolen=1"))

    async def short(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        await send({"type": "http.response.body", "body": b"five."})

    async def ends(self, scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, b"bye", (b"connection", b"close"))


async def answer(send: Send, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": 200, "headers": [length, *headers]})
    await send({"type": "http.response.body", "body": body})


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def say(self, *lines: str, body: bytes = b"") -> None:
        self.writer.write("\r\n".join([*lines, "host: localhost", "", ""]).encode() + body)

    async def head(self) -> list[str]:
        return (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), WAIT_S)).decode().split("\r\n")[:-2]

    async def whole(self) -> tuple[str, bytes]:
        """The status and the body of the next answer that tells its length."""
        head = await self.head()
        (length,) = [line.partition(": ")[2] for line in head if line.startswith("content-length: ")]
        return head[0], await asyncio.wait_for(self.reader.readexactly(int(length)), WAIT_S)

    async def rest(self) -> bytes:
        """What comes until the server closes."""
        with suppress(ConnectionError):
            return await asyncio.wait_for(self.reader.read(), WAIT_S)
        return b""


Connect = Callable[[], AbstractAsyncContextManager[Client]]
