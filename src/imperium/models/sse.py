"""Server-sent events, read from bytes that may be split anywhere.

Source: WHATWG HTML, "Server-sent events", section 9.2.6 (interpreting an event stream).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from imperium.platform.errors import ProviderUnavailable

MAX_BUFFERED_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its type (`message` unless named) and its data lines joined by newlines."""

    data: str
    type: str = "message"


@dataclass(slots=True)
class EventParser:
    """Feed it bytes as they come, take the events that are complete; call `close` when the stream has ended."""

    _buffer: bytes = b""
    _type: str = ""
    _data: list[str] = field(default_factory=list)
    _started: bool = False

    def feed(self, piece: bytes) -> Iterator[Event]:
        """The events that this piece completes.

        Raises:
            ProviderUnavailable: one event is longer than MAX_BUFFERED_BYTES, or the bytes aren't UTF-8.
        """
        self._buffer += piece
        if len(self._buffer) > MAX_BUFFERED_BYTES:
            raise ProviderUnavailable("The stream holds an event without end.")
        lines = self._buffer.splitlines(keepends=True)
        # A last line without \n may go on; a last \r may be half of \r\n.
        self._buffer = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        for line in lines:
            yield from self._take(line)

    def close(self) -> Iterator[Event]:
        """What a sender left without the blank line that ends an event."""
        rest, self._buffer = self._buffer, b""
        yield from self._take(rest)
        yield from self._take(b"")

    def _take(self, raw: bytes) -> Iterator[Event]:
        line = self._decoded(raw)
        if not line:
            yield from self._dispatch()
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._type = value

    def _decoded(self, raw: bytes) -> str:
        if not self._started:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
            self._started = True
        try:
            return raw.rstrip(b"\r\n").decode()
        except UnicodeDecodeError:
            raise ProviderUnavailable("The stream is not UTF-8.") from None

    def _dispatch(self) -> Iterator[Event]:
        if self._data:
            yield Event("\n".join(self._data), self._type or "message")
        self._type, self._data = "", []
