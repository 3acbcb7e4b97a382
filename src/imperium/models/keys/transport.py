"""Puts a key into the bytes that leave, and nowhere before.

The HTTP client is given a placeholder, which nobody can guess and which works once. Under it every connection has a
transport of ours: where the placeholder stands in a block of bytes, it copies the block, puts the key in, hands it on,
and overwrites it. Plain connections are written to the socket at once, so no buffer of the event loop holds the block;
over TLS it is encrypted before `write` returns.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from typing import Self

from imperium.models.keys.secret import overwrite

PREFIX = "imperium-slip-"
MARK = PREFIX.encode()
TOKEN_BYTES = 16
PLACEHOLDER_LENGTH = len(MARK) + 2 * TOKEN_BYTES
HEAD_BYTES = 16_384
"""Headers end within this; what a person wrote isn't searched."""
BLOCK_BYTES = 65_536
HIDDEN = "…".encode()
_SALT = secrets.token_bytes(32)


class Slip:
    """The right to put one key into one request, while its block runs. `placeholder` stands for the key; `uses` is 2
    where the client may repeat a request by itself. The key is overwritten when it was used for the last time."""

    __slots__ = ("_digest", "_key", "_open", "_token", "_uses", "placeholder")

    def __init__(self, key: bytearray, uses: int, open_slips: dict[bytes, Slip]) -> None:
        token = secrets.token_hex(TOKEN_BYTES)
        self.placeholder = PREFIX + token
        self._token = token.encode()
        self._key = key
        self._uses = uses
        self._digest = _digest(key)
        self._open = open_slips

    def __enter__(self) -> Self:
        self._open[self._token] = self
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        del self._open[self._token]

    def filled(self, block: bytes, at: int) -> tuple[bytearray, int]:
        """A copy of the block with the key at `at` in place of the placeholder, and where the key ends.

        Raises:
            ConnectionError: the key was used before.
        """
        if self._uses == 0:
            raise ConnectionAbortedError("the key was sent before")
        ends = at + len(self._key)
        filled = bytearray(len(block) - PLACEHOLDER_LENGTH + len(self._key))
        filled[:at] = memoryview(block)[:at]
        filled[at:ends] = self._key
        filled[ends:] = memoryview(block)[at + PLACEHOLDER_LENGTH :]
        self._uses -= 1
        if self._uses == 0:
            overwrite(self._key)
        return filled, ends

    def hide(self, text: str) -> str:
        """The text without the key, in case the other side repeated it. Compares digests: the key is gone by now."""
        content, length, kept = text.encode(), len(self._key), bytearray()
        at = 0
        while at < len(content):
            if _digest(content[at : at + length]) == self._digest:
                kept += HIDDEN
                at += length
            else:
                kept.append(content[at])
                at += 1
        return kept.decode()


class Slips:
    """The slips of requests that are under way, by what is random in their placeholders."""

    def __init__(self) -> None:
        self._open: dict[bytes, Slip] = {}

    def issue(self, key: bytearray, uses: int = 1) -> Slip:
        """To be entered: what stands for the key while the block runs."""
        return Slip(key, uses, self._open)

    def find(self, block: bytes) -> tuple[Slip, int] | None:
        """The slip that a block of bytes names within its head, and where."""
        at = block.find(MARK, 0, HEAD_BYTES) if self._open else -1
        while at >= 0:
            slip = self._open.get(block[at + len(MARK) : at + PLACEHOLDER_LENGTH])
            if slip is not None:
                return slip, at
            at = block.find(MARK, at + 1, HEAD_BYTES)
        return None


class KeyedTransport:
    """A transport that fills in keys. All else that a client needs of it is the transport's that it wraps."""

    __slots__ = ("_slips", "_transport", "abort", "pause_reading", "resume_reading")

    def __init__(self, transport: asyncio.Transport, slips: Slips) -> None:
        self._transport = transport
        self._slips = slips
        self.abort = transport.abort
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading

    def write(self, data: bytes) -> None:
        """Raises ConnectionError when the key can't be sent here."""
        found = self._slips.find(data)
        if found is None:
            self._transport.write(data)
            return
        slip, at = found
        block, ends = slip.filled(data[:BLOCK_BYTES], at)
        try:
            rest = self._send(block, ends)
        finally:
            overwrite(block)
        if rest or len(data) > BLOCK_BYTES:
            self._transport.write(rest + data[BLOCK_BYTES:])

    def _send(self, block: bytearray, ends: int) -> bytes:
        """What of the block wasn't sent, which never holds the key."""
        if self._transport.get_extra_info("ssl_object") is not None:
            self._transport.write(block)
            return b""
        try:
            if self._transport.get_write_buffer_size():
                raise BlockingIOError
            sent = os.write(self._transport.get_extra_info("socket").fileno(), block)
        except BlockingIOError:
            sent = 0
        if sent < ends:  # handed to the transport, the key would stay in its buffer
            self._transport.abort()
            raise ConnectionAbortedError("the connection takes no data now")
        return bytes(memoryview(block)[sent:])


def _digest(content: bytes | bytearray) -> bytes:
    """Salted for this process: tells nothing about the key, and BLAKE2 in CPython wipes its state."""
    return hashlib.blake2b(content, digest_size=16, key=_SALT).digest()
