"""What a client may make the server hold, and for how long, where there is no request yet to be refused."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from imperium.platform import problems

LONGEST_HEAD = 65_536
"""Bytes of a request line and headers, and of all else that no piece of a body comes of: trailers, sizes of chunks.
It is what uvicorn allows where h11 reads requests; where httptools does, it knows no bound."""
SENDING_S = 60.0
"""For a whole head, and from one piece of a body to the next (nginx has the same bounds)."""
READING_S = 300.0
"""Without taking any of an answer that waits."""
_REFUSALS = {
    400: ("What came is no request of HTTP/1.1.", "See that the client speaks HTTP, and not TLS, to this port."),
    408: (f"The rest of the request did not come within {SENDING_S:.0f} s.", "Send it again, without a pause."),
    431: (f"The headers of the request are longer than {LONGEST_HEAD:,} bytes.", "Send fewer, or shorter ones."),
}


class Bounded(HttpToolsProtocol):
    """A connection that ends when its client sends a head without end, or lets us wait for too long.

    One timer does for all of it, however many requests come.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._awaits: Literal["request", "head", "body"] = "request"
        self._since = 0.0
        self._unheard = 0  # bytes that came since something was made of what came
        self._unread = 0  # bytes that waited for the client at the last look
        self._look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.has_turn()
        self._look_after(SENDING_S)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._look is not None:
            self._look.cancel()

    def data_received(self, data: bytes) -> None:
        self._unheard += len(data)
        super().data_received(data)
        if self._unheard > LONGEST_HEAD:
            self._refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._awaits, self._since = "head", self.loop.time()

    def on_headers_complete(self) -> None:
        if self._unheard > LONGEST_HEAD and self._head_bytes() > LONGEST_HEAD:
            raise ValueError("the head is too long")  # which the parser passes on as what is no request
        self.take_up()
        self._awaits, self._unheard = "body", 0

    def take_up(self) -> None:
        """Have the request that this head begins answered."""
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._since, self._unheard = self.loop.time(), 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._awaits, self._unheard = "request", 0
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.has_turn()

    def send_400_response(self, msg: str) -> None:
        self._refuse(431 if self._unheard > LONGEST_HEAD else 400)

    def has_turn(self) -> None:
        """The client's time begins."""
        self._since = self.loop.time()

    def _head_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _look_after(self, seconds: float) -> None:
        self._look = self.loop.call_later(min(seconds, self.timeout_keep_alive), self._end_if_overdue)

    def _end_if_overdue(self) -> None:
        """End a connection whose client has let us wait for too long; else look again when it would have."""
        before, self._unread = self._unread, self.transport.get_write_buffer_size()
        must_read = self.flow.write_paused or self.transport.is_closing()
        must_send = not must_read and not self.flow.read_paused and not self._is_answering()
        if self._unread < before or not (must_read or must_send):
            self.has_turn()
        allowed_s = READING_S if must_read else self.timeout_keep_alive if self._awaits == "request" else SENDING_S
        left_s = self._since + allowed_s - self.loop.time()
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

    def _refuse(self, status: int) -> None:
        """Close, and say why where nothing else is being said."""
        if self.transport.is_closing():
            return
        is_body = self._awaits == "body"
        if not self._is_answering() and not (is_body and self.cycle.response_complete):
            answer = problems.refusal(self.scope or {}, status, *_REFUSALS[status])
            lines = b"\r\n".join(map(b": ".join, [*self.server_state.default_headers, *answer.raw_headers]))
            self.transport.write(b"%b%b\r\n\r\n%b" % (STATUS_LINE[status], lines, bytes(answer.body)))
        if is_body:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
