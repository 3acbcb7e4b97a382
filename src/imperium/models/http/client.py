"""Asks servers, over connections that are kept."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import cache
from time import monotonic
from typing import Any, Self

import aiohappyeyeballs

from imperium.models.http.errors import ConnectError, Disconnected
from imperium.models.http.line import KEPT_S, Line
from imperium.models.http.request import Target, reachable, request
from imperium.models.keys.transport import Slips
from imperium.platform.ssrf import PrivateAddress

CONNECT_TIMEOUT_S = 10.0
SECOND_ADDRESS_S = 0.25
"""RFC 8305 (Happy Eyeballs): how long the next address of a host waits for the one before it."""
MOST_KEPT = 256
SocketFactory = Callable[[Any], socket.socket]


class Answer:
    """One answer while it comes in; as a block, its connection is kept afterwards if it was read to its end.

    `status` and `headers` (lower case; of several alike the last) are there from the beginning.
    """

    def __init__(self, line: Line, release: Callable[[Line], None]) -> None:
        self._line = line
        self._release = release
        self.status = line.status
        self.headers: Mapping[str, str] = line.headers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._release(self._line)

    def piece(self, silence_s: float) -> Awaitable[bytes]:
        """What has come since the last one, waited for; empty at the end.

        Raises:
            TimeoutError: nothing came for `silence_s`.
            CutOff: the connection ended within the answer.
            HttpError: what came isn't HTTP.
        """
        return self._line.piece(silence_s)

    def end(self, patience_s: float) -> Awaitable[None]:
        """Wait a moment for the end of what is known to be over, so that the connection can be kept."""
        return self._line.end(patience_s)


class HttpClient:
    """Asks servers over connections that it keeps. `socket_factory` makes each socket from an address that was found,
    or raises PrivateAddress."""

    def __init__(
        self, slips: Slips, socket_factory: SocketFactory | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._slips = slips
        self._tls = tls
        self._socket_factory = socket_factory
        self._idle: defaultdict[tuple[str, int, bool], deque[Line]] = defaultdict(deque)
        self._lines: set[Line] = set()
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
        target = reachable(base_url)
        content = request(method, target, path, headers, body)
        kept = self._kept(target)
        if kept is not None and method == "GET":
            with suppress(Disconnected):
                return await self._sent(kept, content, timeout_s)
            kept = None
        return await self._sent(kept or await self._connected(target), content, timeout_s)

    async def _sent(self, line: Line, content: bytes, timeout_s: float) -> Answer:
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

    def _kept(self, target: Target) -> Line | None:
        lines = self._idle[target[:3]]
        while lines:
            line = lines.pop()
            if line.is_usable():
                return line
            line.abort()
        return None

    def _release(self, line: Line) -> None:
        self._sweep(monotonic())
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

    async def _connected(self, target: Target) -> Line:
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
                    lambda: Line(key, self._slips, self._lines), sock=sock, **secured
                )
        except TimeoutError:
            raise ConnectError(f"no connection within {CONNECT_TIMEOUT_S:.0f} s") from None
        except OSError as error:
            private = isinstance(error, PrivateAddress)
            raise ConnectError(error.strerror or type(error).__name__, private=private) from None
        except (UnicodeError, OverflowError):
            raise ConnectError("no host has this name and port") from None
        return line


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
