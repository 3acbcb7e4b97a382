"""A file as an answer: whole, in parts, only its head, or not at all where the reader has it."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from imperium.cdn.conditions import has_it, is_another, may_be_in_parts
from imperium.cdn.ranges import Span, parse_ranges
from imperium.platform import problems
from imperium.platform.errors import LogicalError

PIECE = 256 * 1024


class AnotherFile(LogicalError):
    status = 412
    title = "Another file"


class NoSuchBytes(LogicalError):
    status = 416
    title = "No such bytes"


@dataclass(frozen=True, slots=True)
class Representation:
    """A file in one coding. Its `etag` is strong: it never stands for other bytes."""

    path: Path
    media_type: str
    etag: str
    coding: str | None = None


class Delivery(Response):
    """Answers GET and HEAD as RFC 9110 says, with `Range`, `If-Range`, `If-Match` and `If-None-Match`."""

    def __init__(self, what: Representation, headers: Mapping[str, str]) -> None:
        own = {"etag": what.etag, "accept-ranges": "bytes", **headers}
        if what.coding:
            own["content-encoding"] = what.coding
        super().__init__(headers=own)
        del self.headers["content-length"]
        self._what = what

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._send(scope, send, await self._prepared(scope))
        except LogicalError as error:
            kept = {name: self.headers[name] for name in ("etag", "content-range") if name in self.headers}
            await problems.answer(scope, error, kept)(scope, receive, send)

    async def _prepared(self, scope: Scope) -> list[bytes | Span]:
        """The parts of the body, with status and headers set. Raises AnotherFile, NoSuchBytes."""
        asked, size = Headers(scope=scope), await asyncio.to_thread(lambda: self._what.path.stat().st_size)
        if is_another(asked.get("if-match"), self._what.etag):
            raise AnotherFile("It isn't the file that If-Match names.")
        if has_it(asked.get("if-none-match"), self._what.etag):
            self.status_code = 304
            return []
        spans = _asked_spans(asked, self._what.etag, size)
        if spans == []:
            self.headers["content-range"] = f"bytes */{size}"
            raise NoSuchBytes(f"The file has {size} bytes.")
        parts = self._parts(spans, size)
        self.headers["content-length"] = str(sum(map(_length, parts)))
        return parts

    async def _send(self, scope: Scope, send: Send, parts: list[bytes | Span]) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] != "HEAD":
            async for piece in self._content(parts):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _parts(self, spans: list[Span] | None, size: int) -> list[bytes | Span]:
        """The body: bytes, and spans of the file."""
        if spans is None:
            self.headers["content-type"] = self._what.media_type
            return [(0, size)]
        self.status_code = 206
        if len(spans) == 1:
            self.headers["content-type"] = self._what.media_type
            self.headers["content-range"] = _content_range(spans[0], size)
            return list(spans)
        boundary = secrets.token_hex(16)
        self.headers["content-type"] = f"multipart/byteranges; boundary={boundary}"
        return list(_multipart(spans, size, boundary, self._what.media_type))

    async def _content(self, parts: list[bytes | Span]) -> AsyncIterator[bytes]:
        if not parts:
            return
        with await asyncio.to_thread(self._what.path.open, "rb") as file:
            for part in parts:
                if isinstance(part, bytes):
                    yield part
                    continue
                place, end = part
                while place < end:
                    piece = await asyncio.to_thread(os.pread, file.fileno(), min(PIECE, end - place), place)
                    if not piece:
                        raise OSError(f"{self._what.path.name} became shorter while it was sent")
                    place += len(piece)
                    yield piece


def _asked_spans(asked: Headers, etag: str, size: int) -> list[Span] | None:
    header = asked.get("range")
    if header is None or not may_be_in_parts(asked.get("if-range"), etag):
        return None
    return parse_ranges(header, size)


def _content_range(span: Span, size: int) -> str:
    return f"bytes {span[0]}-{span[1] - 1}/{size}"


def _multipart(spans: list[Span], size: int, boundary: str, media_type: str) -> Iterator[bytes | Span]:
    """RFC 9110, section 14.6."""
    for number, span in enumerate(spans):
        head = f"--{boundary}\r\nContent-Type: {media_type}\r\nContent-Range: {_content_range(span, size)}\r\n\r\n"
        yield (b"\r\n" if number else b"") + head.encode("latin-1")
        yield span
    yield f"\r\n--{boundary}--\r\n".encode()


def _length(part: bytes | Span) -> int:
    return len(part) if isinstance(part, bytes) else part[1] - part[0]
