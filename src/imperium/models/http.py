"""HTTP/1.1 to providers, as lean as the hot path needs it: kept connections, answers in pieces, no copies of keys.

A request is one block of bytes, into which `keys/transport.py` puts the key. Bodies are not compressed, redirects are
not followed, what was sent with a body is not repeated: whoever asks decides that. Parsing is httptools', connecting is
aiohappyeyeballs'.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any, NamedTuple, Self, cast
from urllib.parse import quote, urlsplit

import aiohappyeyeballs
import httptools

from imperium.models.keys.transport import KeyedTransport, Slips
from imperium.platform.ssrf import PrivateAddress

CONNECT_TIMEOUT_S = 10.0
SECOND_ADDRESS_S = 0.25
"""RFC 8305 (Happy Eyeballs): how long the next address of a host waits for the one before it."""
KEPT_S = 15.0
"""An idle connection is used again for so long; servers commonly close theirs after 20 s or more."""
MOST_KEPT = 256
MOST_HEAD_BYTES = 65_536
"""In a row without anything of a body: the parser keeps an unfinished line, however long."""
MUCH_BYTES = 1_048_576
"""Of an answer nobody reads, so much is buffered at most (and what one read brings)."""
PATH_CHARACTERS = "/?&=:%+,;@~!$'()*-._"
SocketFactory = Callable[[Any], socket.socket]


class HttpError(Exception):
    """The other side can't be spoken to, or doesn't speak HTTP."""


class ConnectError(HttpError):
    """No connection. `private`: the address isn't one that may be reached."""

    def __init__(self, detail: str, *, private: bool = False) -> None:
        super().__init__(detail)
        self.private = private


class Disconnected(HttpError):
    """The connection ended before any answer."""


class CutOff(HttpError):
    """The connection ended within the answer."""


class Target(NamedTuple):
    """Where a base URL leads. `host` is the name to connect to, `authority` what stands in the Host header."""

    host: str
    port: int
    tls: bool
    authority: str
    path: str


@lru_cache(maxsize=1_024)
def target_of(base_url: str) -> Target:
    """Raises ValueError for what is no http or https address."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"no http address: {base_url}")
    tls = parts.scheme == "https"
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    port = parts.port or (443 if tls else 80)
    name = f"[{host}]" if ":" in host else host
    return Target(host, port, tls, name if parts.port is None else f"{name}:{port}", parts.path.rstrip("/"))


def _reachable(base_url: str) -> Target:
    try:
        return target_of(base_url)
    except ValueError:
        raise ConnectError("no host has this name and port") from None


class Answer:
    """One answer while it comes in; as a block, its connection is kept afterwards if it was read to its end.

    `status` and `headers` (lower case; of several alike the last) are there from the beginning.
    """

    def __init__(self, line: _Line, release: Callable[[_Line], None]) -> None:
        self._line = line
        self._release = release
        self.status = line.status
        self.headers: Mapping[str, str] = line.headers

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: object, error: object, trace: object) -> None:
        self._release(self._line)

    async def piece(self, silence_s: float) -> bytes:
        """What has come since the last one, waited for; empty at the end.

        Raises:
            TimeoutError: nothing came for `silence_s`.
            CutOff: the connection ended within the answer.
            HttpError: what came isn't HTTP.
        """
        return await self._line.piece(silence_s)

    async def end(self, patience_s: float) -> None:
        """Wait a moment for the end of what is known to be over, so that the connection can be kept."""
        await self._line.end(patience_s)


class HttpClient:
    """Asks servers over connections that it keeps. `socket_factory` makes each socket from an address that was found,
    or raises PrivateAddress."""

    def __init__(
        self, slips: Slips, socket_factory: SocketFactory | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._slips = slips
        self._tls = tls
        self._socket_factory = socket_factory
        self._idle: defaultdict[tuple[str, int, bool], deque[_Line]] = defaultdict(deque)
        self._lines: set[_Line] = set()
        self._swept_at = 0.0

    async def ask(
        self,
        method: str,
        base_url: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout_s: float,
    ) -> Answer:
        """The answer from its head on, which takes `timeout_s` at most. A GET is repeated once when a connection that
        was kept has died meanwhile.

        Raises:
            ConnectError, Disconnected, HttpError: no answer; TimeoutError: none in time.
            ValueError: a header or a path that can't be sent.
        """
        target = _reachable(base_url)
        content = _request(method, target, path, headers, body)
        kept = self._kept(target)
        if kept is not None and method == "GET":
            with suppress(Disconnected):
                return await self._sent(kept, content, timeout_s)
            kept = None
        return await self._sent(kept or await self._connected(target), content, timeout_s)

    async def _sent(self, line: _Line, content: bytes, timeout_s: float) -> Answer:
        try:
            await line.send(content, timeout_s)
        except BaseException:
            line.abort()
            raise
        return Answer(line, self._release)

    async def close(self) -> None:
        for line in list(self._lines):
            line.abort()
        self._idle.clear()
        await asyncio.sleep(0)

    def _kept(self, target: Target) -> _Line | None:
        lines = self._idle[target[:3]]
        while lines:
            line = lines.pop()
            if line.is_usable():
                return line
            line.abort()
        return None

    def _release(self, line: _Line) -> None:
        self._sweep(asyncio.get_running_loop().time())
        lines = self._idle[line.key]
        if line.is_complete() and len(lines) < MOST_KEPT:
            line.rest()
            lines.append(line)
        else:
            line.abort()

    def _sweep(self, now: float) -> None:
        """Now and then let go of connections that nobody has used again: the oldest stand first."""
        if now - self._swept_at < KEPT_S:
            return
        self._swept_at = now
        for key, lines in list(self._idle.items()):
            while lines and not lines[0].is_usable():
                lines.popleft().abort()
            if not lines:
                del self._idle[key]

    async def _connected(self, target: Target) -> _Line:
        loop = asyncio.get_running_loop()
        key = target[:3]
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
                sock = await aiohappyeyeballs.start_connection(
                    found,
                    happy_eyeballs_delay=SECOND_ADDRESS_S,
                    interleave=1,
                    loop=loop,
                    socket_factory=self._socket_factory,
                )
                secured: dict[str, Any] = (
                    {"ssl": self._tls or _tls(), "server_hostname": target.host} if target.tls else {}
                )
                _, line = await loop.create_connection(
                    lambda: _Line(key, self._slips, self._lines), sock=sock, **secured
                )
        except TimeoutError:
            raise ConnectError(f"no connection within {CONNECT_TIMEOUT_S:.0f} s") from None
        except OSError as error:
            private = isinstance(error, PrivateAddress)
            raise ConnectError(error.strerror or type(error).__name__, private=private) from None
        except (UnicodeError, OverflowError):
            raise ConnectError("no host has this name and port") from None
        return line


class _Line(asyncio.Protocol):
    """One connection: at most one request at a time."""

    def __init__(self, key: tuple[str, int, bool], slips: Slips, lines: set[_Line]) -> None:
        self.key = key
        self._slips = slips
        self._lines = lines
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._broken: Exception | None = None
        self._idle_since = 0.0
        self._gone = False
        self._forget()

    def _forget(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self._bare_bytes = 0
        self._pieces: list[bytes] = []
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
            raise Disconnected(_brief(error)) from None
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
        self._pieces, self._buffered = [], 0
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
        self._pieces = []

    def abort(self) -> None:
        if not self._gone:
            self._transport.abort()

    async def _wait(self, ends: float) -> None:
        """Until something happens. Raises TimeoutError when it is later than that, by the event loop's clock."""
        waiter = self._waiter = self._loop.create_future()
        timer = self._loop.call_at(ends, _expire, waiter)
        try:
            await waiter
        finally:
            self._waiter = None
            timer.cancel()

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
        before = self._buffered
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._break(HttpError(f"what came isn't HTTP ({type(error).__name__})"))
        self._bare_bytes = self._bare_bytes + len(data) if self._buffered == before else 0
        if self._bare_bytes > MOST_HEAD_BYTES:
            self._break(HttpError("what came has a head without end"))
        if self._buffered > MUCH_BYTES and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._gone = True
        self._lines.discard(self)
        if self._headed and self._broken is None and error is None and self._ends_with_connection:
            self._complete = True
        elif not self._complete:
            lost = CutOff("the answer was cut before its end") if self._headed else Disconnected(_brief(error))
            self._broken = self._broken or lost
        self._wake()

    def _break(self, error: Exception) -> None:
        self._broken = self._broken or error
        self.abort()

    # ── from the parser ──────────────────────────────────────────────────────────────────────────────────────

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        if self.status >= 200:
            self._headed = True
            self._keeps = self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self._pieces.append(body)
        self._buffered += len(body)

    def on_message_complete(self) -> None:
        if self._headed:
            self._complete = True
        else:
            self.headers = {}  # 1xx: the answer itself is still to come

    @property
    def _ends_with_connection(self) -> bool:
        return "content-length" not in self.headers and "transfer-encoding" not in self.headers


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())


def _brief(error: Exception | None) -> str:
    return getattr(error, "strerror", None) or "the connection was closed"


def _request(method: str, target: Target, path: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    where = target.path + path
    if not where.isascii() or " " in where or not where.isprintable():
        where = quote(where, safe=PATH_CHARACTERS)
    lines = [f"{method} {where} HTTP/1.1", f"host: {target.authority}", "user-agent: imperium", "accept: */*"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"content-length: {len(body)}")
    head = "\r\n".join(lines)
    if head.count("\n") != len(lines) - 1 or "\0" in head:
        raise ValueError("a header holds a line end")
    return f"{head}\r\n\r\n".encode("latin-1") + (body or b"")


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
