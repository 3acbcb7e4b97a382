"""A client's connection: what it may make the server hold, and for how long, before the application can refuse it."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from imperium.platform import problems

LONGEST_HEAD = 65_536
"""Bytes of a request line and headers, and of all else that no piece of a body comes of: trailers, sizes of chunks.
It is what uvicorn allows where h11 reads requests; where httptools does, it knows no bound."""
MOST_WAITING = 8
"""Requests on one connection behind the one that is answered: no more are read until its answer is out."""
PIECE_BYTES = 16_384
"""What came is read in such pieces, since a packet may hold ten thousand requests."""
SENDING_S = 60.0
"""For a whole head, from one piece of a body to the next (nginx has the same bounds), and for what is left of a body
when its answer is out."""
READING_S = 300.0
"""Without taking any of an answer that waits."""
_H2C = b"\r\nUpgrade: h2c\r\n"
"""Java's own client offers HTTP/2 so with each request over a plain connection. A server may pass over it (RFC 9110,
section 7.8); the parser, which can't, would take the request's body for HTTP/2."""
_REFUSALS = {
    400: ("What came is no request of HTTP/1.1.", "See that the client speaks HTTP, and not TLS, to this port."),
    408: (f"The rest of the request did not come within {SENDING_S:.0f} s.", "Send it again, without a pause."),
    431: (f"The headers of the request are longer than {LONGEST_HEAD:,} bytes.", "Send fewer, or shorter ones."),
}


class Connection(HttpToolsProtocol):
    """Ends when its client sends a head without end, or lets us wait for too long. Of many requests it reads a few.

    One timer does for all of it, however many requests come. `since` is when the client's turn began.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._awaits: Literal["request", "head", "body"] = "request"
        self.since = 0.0
        self._answered: RequestResponseCycle | None = None  # which request is answered, or was last
        self._is_split = False  # the head that is read: it began in an earlier piece
        self._kept = b""  # what came while many requests wait
        self._unheard = 0  # bytes that were read since something was made of them
        self._unread = 0  # bytes that waited for the client at the last look
        self._look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.flow = _Turns(self)
        self.since = self.loop.time()
        self._look_after(SENDING_S)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._tell_that_nobody_waits()
        if self._look is not None:
            self._look.cancel()

    def data_received(self, data: bytes) -> None:
        if len(data) <= PIECE_BYTES and not self._kept:
            self._read(data)
            return
        self._kept += data
        self.read_on()

    def read_on(self) -> None:
        """Read what was kept, until many requests wait again."""
        kept, place = self._kept, 0
        while place < len(kept) and len(self.pipeline) < MOST_WAITING and not self.transport.is_closing():
            self._read(kept[place : place + PIECE_BYTES])
            place += PIECE_BYTES
        self._kept = kept[place:]

    def _read(self, data: bytes) -> None:
        if self._awaits == "request" and _H2C in data and b"\r\n\r\n" not in data[: data.index(_H2C)]:
            data = data.replace(_H2C, b"\r\n", 1)
        self._unheard += len(data)
        self._is_split = self._awaits == "head"
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self._refuse(400)
        except httptools.HttpParserUpgrade:
            self.logger.info("An upgrade was asked for that there isn't.")
        if self._unheard > LONGEST_HEAD:
            self._refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._awaits, self.since = "head", self.loop.time()

    def on_headers_complete(self) -> None:
        if self._is_split and self._head_bytes() > LONGEST_HEAD:
            self._refuse(431)
            raise ValueError("the head is too long")  # which the parser passes on as what is no request
        self.take_up()
        self._awaits, self._unheard = "body", 0

    def take_up(self) -> None:
        """Have the request that this head begins answered."""
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        self._unheard = 0
        if not self.cycle.response_complete:
            self.since = self.loop.time()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._awaits, self._unheard = "request", 0
        super().on_message_complete()
        self.flow.resume_reading()  # after a large body: who doesn't read doesn't see that the client leaves

    def pause_writing(self) -> None:
        super().pause_writing()
        self.since = self.loop.time()

    def _head_bytes(self) -> int:
        """At least so many, with the rest of the first line and the empty one."""
        return 32 + len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _look_after(self, seconds: float) -> None:
        self._look = self.loop.call_later(min(seconds, self.timeout_keep_alive), self._end_if_overdue)

    def _end_if_overdue(self) -> None:
        """End a connection whose client has let us wait for too long; else look again when it would have."""
        before, self._unread = self._unread, self.transport.get_write_buffer_size()
        must_read = self.flow.write_paused or self.transport.is_closing()
        is_ours = not must_read and (self.flow.read_paused or self._is_answering() or self._owes_go_ahead())
        if self._unread < before or is_ours:
            self.since = self.loop.time()
        allowed_s = READING_S if must_read else self.timeout_keep_alive if self._awaits == "request" else SENDING_S
        left_s = self.since + allowed_s - self.loop.time()
        if left_s > 0:
            self._look_after(left_s)
        elif must_read:
            self.transport.abort()
        else:
            self.transport.close() if self._awaits == "request" else self._refuse(408)
            self._look_after(READING_S)

    def _is_answering(self) -> bool:
        """Whether an answer is under way: not yet while its own request still comes."""
        if self.cycle is None or self.cycle.response_complete:
            return False
        return self._awaits != "body" or self.cycle.response_started or bool(self.pipeline)

    def _owes_go_ahead(self) -> bool:
        """Whether the client waits to be told that it may send the body (RFC 9110, section 10.1.1)."""
        return self._awaits == "body" and self.cycle.waiting_for_100_continue

    def _refuse(self, status: int) -> None:
        """Close, and say why where nothing else is being said."""
        if self.transport.is_closing():
            return
        self.logger.info("A connection was ended: %s", _REFUSALS[status][0])
        is_body = self._awaits == "body"
        if not self._is_answering() and not (is_body and self.cycle.response_complete):
            answer = problems.refusal({} if self._awaits == "request" else self.scope, status, *_REFUSALS[status])
            lines = b"\r\n".join(map(b": ".join, [*self.server_state.default_headers, *answer.raw_headers]))
            self.transport.write(b"%b%b\r\n\r\n%b" % (STATUS_LINE[status], lines, bytes(answer.body)))
        self._tell_that_nobody_waits()
        self.transport.close()

    def _tell_that_nobody_waits(self) -> None:
        for cycle in (self._answered, *(cycle for cycle, _ in self.pipeline)):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()


class _Turns(FlowControl):
    """When the server reads on it is the client's turn; it doesn't while many requests wait."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.transport)
        self._connection = connection

    def resume_reading(self) -> None:
        self._connection.since = self._connection.loop.time()
        if self.read_paused and len(self._connection.pipeline) < MOST_WAITING:
            super().resume_reading()
