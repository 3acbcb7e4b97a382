"""uvicorn's HTTP/1.1 with less work for each answer: what is said in one turn of the loop leaves in one packet."""

from __future__ import annotations

import asyncio
import urllib.parse
from functools import lru_cache
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from imperium.platform.web.connection import MOST_WAITING, Connection
from imperium.platform.web.presence import KEY as PEER
from imperium.platform.web.presence import Peer

LONGEST_REMEMBERED = 100
"""Bytes of an address: routes have short ones, and none is taken apart twice."""
MOST_HELD = 65_536
"""Bytes; more of them are written at once."""
_CONTROLS = bytes({*range(32), 127} - {9})
"""What no header may hold (RFC 9110, section 5.5): with a line break in it, it would be two."""
_BODILESS = frozenset({204, 304})


class OnePacket(Connection):
    """Upgrades, old versions, `Expect` and limits of concurrency are left to uvicorn; all else is answered here."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._is_plain = not self.root_path and self.limit_concurrency is None
        self._peer = Peer(self.loop)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope[PEER] = self._peer  # type: ignore[literal-required]

    def take_up(self) -> None:
        parser, scope = self.parser, self.scope
        is_plain = self._is_plain and not self.expect_100_continue and not parser.should_upgrade()
        if not is_plain or parser.get_http_version() != "1.1":
            super().take_up()
            return
        scope["method"] = parser.get_method().decode("ascii")
        parts = _parts if len(self.url) <= LONGEST_REMEMBERED else _parts.__wrapped__
        scope["path"], scope["raw_path"], scope["query_string"] = parts(self.url)
        before, self.cycle = self.cycle, _Cycle(self, parser.should_keep_alive())
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:  # its turn comes when the answer before it is out
            self.pipeline.appendleft((self.cycle, self.app))
            if len(self.pipeline) >= MOST_WAITING:
                self.flow.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._peer.leave()

    def on_response_complete(self) -> None:
        """The next request in the pipeline, and reading on."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            self.read_on()
        self.flow.resume_reading()


@lru_cache(maxsize=1_024)
def _parts(url: bytes) -> tuple[str, bytes, bytes]:
    """The path, as it is meant and as it was sent, and the query."""
    found = httptools.parse_url(url)
    return urllib.parse.unquote(found.path.decode("ascii")), found.path, found.query or b""


class _Cycle(RequestResponseCycle):
    """One request and its answer."""

    def __init__(self, protocol: OnePacket, keep_alive: bool) -> None:
        super().__init__(
            scope=protocol.scope,
            transport=protocol.transport,
            flow=protocol.flow,
            logger=protocol.logger,
            access_logger=protocol.access_logger,
            access_log=protocol.access_log,
            default_headers=protocol.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=keep_alive,
            on_response=protocol.on_response_complete,
        )
        self._loop = protocol.loop
        self._held = b""

    async def receive(self) -> Any:
        """As uvicorn's, without its ways of waiting where all has come."""
        has_all = self.body and not self.more_body and not self.flow.read_paused
        if not has_all or self.disconnected or self.response_complete:
            return await super().receive()  # which reads on: else nobody sees that the client leaves
        whole, self.body = bytes(self.body), bytearray()
        self.message_event.clear()
        return {"type": "http.request", "body": whole, "more_body": False}

    async def send(self, message: Any) -> None:
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        expected = "http.response.body" if self.response_started else "http.response.start"
        if self.response_complete or message["type"] != expected:
            raise RuntimeError(f"Unexpected ASGI message {message['type']!r}.")
        if self.response_started:
            self._go_on(message.get("body", b""), message.get("more_body", False))
        else:
            self._begin(message["status"], [*self.default_headers, *message.get("headers", ())])

    def _begin(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Write the head with the body; of a stream, which may take its time, at the end of the loop's turn at last."""
        self.response_started = True
        named = dict(headers)
        length = named.get(b"content-length")
        if b"connection" in named and b"close" in named[b"connection"]:
            self.keep_alive = False
        elif not self.keep_alive:
            headers.append((b"connection", b"close"))
        if length is not None:
            self.expected_content_length = int(length)
        elif self.scope["method"] != "HEAD" and status not in _BODILESS:
            self.chunked_encoding = True
            headers.append((b"transfer-encoding", b"chunked"))
        lines = b"\r\n".join(map(b": ".join, headers))
        if len(lines.translate(None, _CONTROLS)) != len(lines) - 2 * (len(headers) - 1):
            raise RuntimeError("A header of the answer has a control character in it.")
        self._held = b"%b%b\r\n\r\n" % (STATUS_LINE[status], lines)
        if self.chunked_encoding:
            self._loop.call_soon(self._flush)

    def _go_on(self, body: bytes, more: bool) -> None:
        pieces: tuple[bytes, ...] = (body,)
        if self.scope["method"] == "HEAD":
            pieces, self.expected_content_length = (b"",), 0
        elif self.chunked_encoding:
            pieces = _chunk(body, more)
        else:
            self.expected_content_length -= len(body)
            if self.expected_content_length < 0 or (self.expected_content_length and not more):
                raise RuntimeError("The answer is not as long as its content-length.")
        if more and len(self._held) + len(body) < MOST_HELD:
            self._hold(b"".join(pieces))
            return
        if packet := b"".join((self._held, *pieces)):
            self.transport.write(packet)
            self._held = b""
        if not more:
            self._end()

    def _hold(self, body: bytes) -> None:
        """Until the end of the loop's turn: what comes with it leaves with it."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held += body

    def _end(self) -> None:
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()

    def _flush(self) -> None:
        held, self._held = self._held, b""
        if held and not self.transport.is_closing():
            self.transport.write(held)


def _chunk(body: bytes, more: bool) -> tuple[bytes, ...]:
    """A piece of a body whose length isn't known (RFC 9112, section 7.1), and the end mark behind the last one."""
    framed = (b"%x\r\n" % len(body), body, b"\r\n") if body else ()
    return framed if more else (*framed, b"0\r\n\r\n")
