"""The upstream where no C compiler is: the same as `mock.c` at about twice the cost."""

from __future__ import annotations

import asyncio
import re
import sys
from functools import partial
from pathlib import Path
from typing import cast

import uvloop

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
STREAM = re.compile(rb'"stream": ?true')
PACED = b"[paced]"
LISTING = b'{"object":"list","data":[{"id":"mock","object":"model"}]}'
HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
    b"cache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n"
)


class Replay(asyncio.Protocol):
    """One connection. Requests come with a length; one is answered after another."""

    def __init__(self, answer: bytes, events: list[bytes], gap_s: float) -> None:
        self._answer = answer
        self._events = events
        self._gap_s = gap_s
        self._received = b""
        self._pacing: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._pacing:
            self._pacing.cancel()

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._answer_all()

    def _answer_all(self) -> None:
        while self._pacing is None and (end := self._received.find(b"\r\n\r\n") + 4) > 3:
            heading = self._received[:end]
            declared = LENGTH.search(heading)
            size = end + (int(declared[1]) if declared else 0)
            if len(self._received) < size:
                return
            body, self._received = self._received[end:size], self._received[size:]
            self._answer_one(heading[:3] == b"GET", body)

    def _answer_one(self, is_get: bool, body: bytes) -> None:
        if is_get:
            self._transport.write(response(LISTING))
        elif not STREAM.search(body):
            self._transport.write(self._answer)
        elif PACED in body:
            self._pacing = asyncio.create_task(self._pace())
        else:
            self._transport.write(HEAD)
            for event in self._events:
                self._transport.write(event)

    async def _pace(self) -> None:
        self._transport.write(HEAD)
        for event in self._events[:-1]:
            self._transport.write(event)
            await asyncio.sleep(self._gap_s)
        self._transport.write(self._events[-1])
        self._pacing = None
        self._answer_all()


def response(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def chunks(text: bytes) -> list[bytes]:
    """Each event as a chunk of its own; the last one ends the body."""
    events = [event + b"\n\n" for event in text.split(b"\n\n") if event]
    framed = [b"%x\r\n%b\r\n" % (len(event), event) for event in events]
    return [*framed[:-1], framed[-1] + b"0\r\n\r\n"]


async def serve(port: int, answer: bytes, events: bytes, gap_s: float) -> None:
    replay = partial(Replay, response(answer), chunks(events), gap_s)
    server = await asyncio.get_running_loop().create_server(replay, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    port, answer, events, gap_us = sys.argv[1:]
    uvloop.run(serve(int(port), Path(answer).read_bytes(), Path(events).read_bytes(), int(gap_us) / 1e6))
