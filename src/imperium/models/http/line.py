"""One connection to a server, and what comes over it."""

from __future__ import annotations

import asyncio
from typing import cast

import httptools

from imperium.kit.header_text import decoded
from imperium.models.http.errors import CutOff, Disconnected, HttpError
from imperium.models.keys.transport import KeyedTransport, Slips

KEPT_S = 15.0
"""An idle connection is used again for so long; servers commonly close theirs after 20 s or more."""
MOST_HEAD_BYTES = 65_536
"""In a row without anything of a body: the parser keeps an unfinished line, however long."""
MUCH_BYTES = 1_048_576
"""Of an answer nobody reads, so much is buffered at most (and what one read brings)."""


class Line(asyncio.Protocol):
    """One connection: at most one request at a time."""

    def __init__(self, key: tuple[str, int, bool], slips: Slips, lines: set[Line]) -> None:
        self.key = key
        self._slips = slips
        self._lines = lines
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._ends = 0.0
        self._broken: Exception | None = None
        self._idle_since = 0.0
        self._gone = False
        self._forget()

    def _forget(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self._named: dict[bytes, bytes] = {}
        self.on_header = self._named.__setitem__  # the parser calls it, for some twenty of them
        self._bare_bytes = 0
        self._pieces: list[bytes] = []
        self.on_body = self._pieces.append  # the parser calls it for every chunk, which may be a word
        self._buffered = 0
        self._paused = False
        self._headed = self._complete = self._keeps = False

    # ── for the client ───────────────────────────────────────────────────────────────────────────────────────

    async def send(self, content: bytes, timeout_s: float) -> None:
        """Ends when the answer's head is there, all of it within the time."""
        ends = self._loop.time() + timeout_s
        self._forget()
        self._parser = httptools.HttpResponseParser(self)
        try:
            self._transport.write(content)
        except ConnectionError as error:
            raise Disconnected(brief(error)) from None
        while not self._headed and self._broken is None:
            await self._wait(ends)
        if self._broken is not None and not self._headed:
            raise self._broken

    async def piece(self, silence_s: float) -> bytes:
        ends = self._loop.time() + silence_s
        while not self._pieces:
            if self._complete:
                return b""
            if self._broken is not None:
                raise self._broken
            await self._wait(ends)
        pieces = self._pieces
        content = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        self._buffered = 0
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        return content

    async def end(self, patience_s: float) -> None:
        ends = self._loop.time() + patience_s
        try:
            while not self._complete and self._broken is None:
                await self._wait(ends)
        except TimeoutError:
            return

    def is_complete(self) -> bool:
        """Whether the answer was read to its end and another may follow."""
        return self._complete and self._keeps and not self._gone

    def is_usable(self) -> bool:
        return not self._gone and self._broken is None and self._loop.time() - self._idle_since < KEPT_S

    def rest(self) -> None:
        self._idle_since = self._loop.time()
        self._pieces.clear()

    def abort(self) -> None:
        if not self._gone:
            self._transport.abort()

    async def _wait(self, ends: float) -> None:
        """Until something happens. Raises TimeoutError when it is later than that, by the event loop's clock."""
        waiter = self._waiter = self._loop.create_future()
        self._ends = ends
        if self._alarm is None or self._alarm.when() > ends:
            self._set_alarm()
        try:
            await waiter
        finally:
            self._waiter = None

    def _set_alarm(self) -> None:
        """One for many waits: each ends later than the one before, so it nearly always rings when none is over."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self._loop.call_at(self._ends, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if self._waiter is None or self._waiter.done():
            return
        if self._loop.time() < self._ends:
            self._set_alarm()
        else:
            self._waiter.set_exception(TimeoutError())

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # ── from the socket ──────────────────────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = KeyedTransport(cast(asyncio.Transport, transport), self._slips)
        self._lines.add(self)

    def data_received(self, data: bytes) -> None:
        if self._waiter is None and (self._complete or not hasattr(self, "_parser")):
            self.abort()  # nobody asked
            return
        before = len(self._pieces)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._break(HttpError(f"what came isn't HTTP ({type(error).__name__})"))
        if len(self._pieces) > before:
            self._bare_bytes = 0
            self._buffered += len(data)
        else:
            self._bare_bytes += len(data)
        if self._bare_bytes > MOST_HEAD_BYTES:
            self._break(HttpError("what came has a head without end"))
        if self._buffered > MUCH_BYTES and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._gone = True
        self._lines.discard(self)
        if self._alarm is not None:
            self._alarm.cancel()
        if self._headed and self._broken is None and error is None and self._ends_with_connection:
            self._complete = True
        elif not self._complete:
            lost = CutOff("the answer was cut before its end") if self._headed else Disconnected(brief(error))
            self._broken = self._broken or lost
        self._wake()

    def _break(self, error: Exception) -> None:
        self._broken = self._broken or error
        self.abort()

    # ── from the parser ──────────────────────────────────────────────────────────────────────────────────────

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        if self.status >= 200:
            self._headed = True
            self.headers = decoded(self._named.items())
            self._keeps = self._parser.should_keep_alive()

    def on_message_complete(self) -> None:
        if self._headed:
            self._complete = True
        else:
            self._named.clear()  # 1xx: the answer itself is still to come

    @property
    def _ends_with_connection(self) -> bool:
        return "content-length" not in self.headers and "transfer-encoding" not in self.headers


def brief(error: Exception | None) -> str:
    """Why a connection ended."""
    return getattr(error, "strerror", None) or "the connection was closed"
