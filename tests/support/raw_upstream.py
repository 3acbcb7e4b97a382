"""A provider that answers byte for byte as a test says, at its own pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress

import orjson

ANSWER = orjson.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "yes"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }
)
WORD = b'data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"yes "}}]}\n\n'
EVENT_STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
Script = Callable[[], AsyncIterator[bytes]]


def whole(body: bytes, kind: str = "application/json", status: str = "200 OK") -> bytes:
    """An answer with its length."""
    return f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


class RawUpstream:
    """`script()` gives the pieces of every answer. The connection is kept as long as they come, and closed then unless
    it `keeps` it; `left` counts who hung up before the last piece."""

    def __init__(self, script: Script, *, keeps: bool = False) -> None:
        self._script = script
        self._keeps = keeps
        self._tasks: set[asyncio.Task[None]] = set()
        self.asked = 0
        self.left = 0
        self.url = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[RawUpstream]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = "http://{}:{}/v1".format(*server.sockets[0].getsockname()[:2])
        yield self
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._answer(reader, writer)
            while self._keeps:
                await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
        (length,) = (int(line.partition(b":")[2]) for line in head if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        self.asked += 1
        try:
            async for piece in self._script():
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            self.left += 1
            raise


def at_once(*pieces: bytes) -> Script:
    """These pieces."""

    async def script() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return script


def for_ever(piece: bytes, *first: bytes, pause_s: float = 0.02) -> Script:
    """The first ones, then one piece again and again."""

    async def script() -> AsyncIterator[bytes]:
        for each in first:
            yield each
        while True:
            yield piece
            await asyncio.sleep(pause_s)

    return script


def in_turn(answers: Iterator[bytes]) -> Script:
    """The next of these to every request."""

    async def script() -> AsyncIterator[bytes]:
        yield next(answers)

    return script
