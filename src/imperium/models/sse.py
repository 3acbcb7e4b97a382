"""Server-sent events, read from bytes that may be split anywhere.

Source: WHATWG HTML, "Server-sent events", section 9.2.6 (interpreting an event stream).
"""

from __future__ import annotations

from msgspec import Struct

from imperium.platform.errors import ProviderUnavailable

MAX_BUFFERED_BYTES = 16 * 1024 * 1024


class Event(Struct, frozen=True):
    """One event: its type (`message` unless named) and its data in one line, not decoded. Data of several lines is JSON
    that was broken between two tokens, where a blank does as well as a newline: so it can be passed on."""

    data: bytes
    type: str = "message"


class EventParser(Struct):
    """Feed it bytes as they come, take the text of the events that are complete; call `close` when the stream has
    ended."""

    _buffer: bytes = b""
    _started: bool = False

    def feed(self, piece: bytes) -> bytes:
        """The text of the events that this piece completes, each up to the blank line that ends it. Lines end with a
        newline there, however they came.

        Raises:
            ProviderUnavailable: one event is longer than MAX_BUFFERED_BYTES.
        """
        buffer = self._buffer + piece
        if len(buffer) > MAX_BUFFERED_BYTES:
            raise ProviderUnavailable("The stream holds an event without end.")
        if not self._started:
            buffer = self._begun(buffer)
        if RETURN in buffer:
            buffer = _newlines(buffer)
        end = buffer.rfind(BLANK) + len(BLANK)
        if end < len(BLANK):
            end = 0
        self._buffer = buffer[end:]
        return buffer[:end]

    def close(self) -> bytes:
        """What a sender left without the blank line that ends an event."""
        rest, self._buffer = self._buffer, b""
        return _newlines(rest + b"\n") + BLANK

    def _begun(self, buffer: bytes) -> bytes:
        """Without the byte order mark that a stream may begin with."""
        self._started = len(buffer) >= len(BOM)
        return buffer.removeprefix(BOM)


BOM = b"\xef\xbb\xbf"
RETURN = ord("\r")  # as a number it is looked for in a tenth of the time
BLANK = b"\n\n"
"""What ends an event."""
PLAIN, NEXT = b"data: ", b"\n\ndata: "
"""What stands before an event that is one line of data, and before one that follows another."""


def _newlines(buffer: bytes) -> bytes:
    """Every end of a line as one newline; a last carriage return may be half of one."""
    half = b"\r" if buffer.endswith(b"\r") else b""
    return buffer[: len(buffer) - len(half)].replace(b"\r\n", b"\n").replace(b"\r", b"\n") + half


def events(text: bytes) -> list[Event]:
    """The events of a text that was taken from a parser. Nearly always all of them are one line of data each: then
    counting tells so, and one split is enough."""
    text = text.removesuffix(BLANK)
    if text.startswith(PLAIN):
        lines = text[len(PLAIN) :].split(NEXT)
        if text.count(b"\n") == 2 * (len(lines) - 1):
            return [Event(line) for line in lines]
    return [event for block in text.split(BLANK) if (event := _event(block)) is not None]


def _event(block: bytes) -> Event | None:
    """None for a block without data. Most have one line of data, after one of their type."""
    first, _, second = block.partition(b"\n")
    if first.startswith(b"event: ") and second.startswith(b"data: ") and b"\n" not in second:
        return Event(second[6:], first[7:].decode(errors="replace"))
    kind, data = b"", []
    for line in block.split(b"\n"):
        name, _, value = line.partition(b":")
        if name == b"data":
            data.append(value.removeprefix(b" "))
        elif name == b"event":
            kind = value.removeprefix(b" ")
    return Event(b" ".join(data), kind.decode(errors="replace") or "message") if data else None
