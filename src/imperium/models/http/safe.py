"""Fetches URLs that callers gave: only from public addresses (`platform/ssrf.py`), through every redirect."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import TracebackType

from yarl import URL

from imperium.models.http.client import Answer, HttpClient
from imperium.models.http.errors import ConnectError, HttpError
from imperium.models.keys.transport import Slips
from imperium.platform.errors import ImperiumError, InvalidInput, NetworkError, TimedOut, TooLarge
from imperium.platform.ssrf import is_public, public_socket

MAX_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]{1,253}")
_CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-goog-api-key"})
_PLAIN = {"accept-encoding": "identity"}
"""What is small and unpacks to gigabytes isn't asked for."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whole. `url` is where it came from after redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class SafeClient:
    """Fetches what callers name. `allowed` hosts (`name` or `name:port`) are an administrator's choice: any address."""

    def __init__(
        self, *, allowed: Iterable[str] = (), max_bytes: int = 10 * 1024 * 1024, timeout_s: float = 30.0
    ) -> None:
        self._allowed = frozenset(host.lower() for host in allowed)
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s
        slips = Slips()
        self._any = HttpClient(slips)
        self._public = HttpClient(slips, public_socket)

    async def __aenter__(self) -> SafeClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._any.close()
        await self._public.close()

    async def check(self, url: str) -> None:
        """For when a URL is saved: that it has the right form, and leads to a public address now.

        Raises InvalidInput, or NetworkError when the name is not known.
        """
        parsed = self._parse(url)
        if self._is_allowed(parsed):
            return
        for found in await _addresses(parsed):
            if not is_public(found):
                raise _refused(parsed)

    async def fetch(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Fetched:
        """The answer, whatever its status. Every hop of at most 3 redirects is judged like the first.

        Raises:
            InvalidInput: the URL, or one it redirects to, is not allowed.
            NetworkError: no answer.
            TimedOut: not over in `timeout_s`.
            TooLarge: more than `max_bytes`.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._follow(self._parse(url), method, dict(headers or {}), body)
        except TimeoutError:
            raise TimedOut(f"{_host(URL(url))} did not answer within {self._timeout_s:g} s.", field="url") from None

    async def _follow(self, url: URL, method: str, headers: dict[str, str], body: bytes | None) -> Fetched:
        for _ in range(MAX_REDIRECTS + 1):
            with await self._ask(url, method, headers, body) as response:
                target = response.headers.get("location")
                if response.status not in _REDIRECTS or target is None:
                    return Fetched(response.status, response.headers, await self._read(url, response), str(url))
            following = self._redirected(url, target)
            if following.origin() != url.origin():
                headers = {name: value for name, value in headers.items() if name.lower() not in _CREDENTIALS}
            if response.status == 303 or (response.status in (301, 302) and method == "POST"):
                method, body = "GET", None
            url = following
        raise InvalidInput(f"More than {MAX_REDIRECTS} redirects.", field="url", remedy="Give the final address.")

    async def _ask(self, url: URL, method: str, headers: dict[str, str], body: bytes | None) -> Answer:
        """One client is for public addresses, and one, without the judge, for the hosts that are allowed by name. Where
        it connects to comes from `url` as it was judged, not from a second reading of the caller's text."""
        client = self._any if self._is_allowed(url) else self._public
        try:
            return await client.ask(
                method, str(url.origin()), url.raw_path_qs, {**_PLAIN, **headers}, body, self._timeout_s
            )
        except ConnectError as error:
            raise (_refused(url) if error.private else _no_answer(url)) from None
        except (HttpError, ValueError) as error:
            raise _no_answer(url) from error

    async def _read(self, url: URL, response: Answer) -> bytes:
        body = bytearray()
        try:
            while piece := await response.piece(self._timeout_s):
                body += piece
                if len(body) > self._max_bytes:
                    raise TooLarge(
                        f"{_host(url)} answers more than {self._max_bytes:,} bytes.", field="url", limit=self._max_bytes
                    )
        except HttpError as error:
            raise _no_answer(url) from error
        return bytes(body)

    def _is_allowed(self, url: URL) -> bool:
        host = _host(url)
        return host in self._allowed or f"{host}:{url.port}" in self._allowed

    def _parse(self, text: str) -> URL:
        try:
            url = URL(text)
        except ValueError as error:
            raise _malformed(str(error)) from None
        host = _host(url)
        if url.scheme not in ("http", "https") or not host:
            raise _malformed("it must begin with https:// or http:// and name a host")
        if url.user is not None or url.password is not None:
            raise _malformed("it must not hold a user name or password")
        literal = _literal(host)
        if literal is None and (_NUMERIC.fullmatch(host) or not _NAME.fullmatch(host)):
            raise _malformed("its host is neither a name nor an address in its usual form")
        if literal is not None and not is_public(literal) and not self._is_allowed(url):
            raise _refused(url)
        return url

    def _redirected(self, url: URL, target: str) -> URL:
        try:
            following = self._parse(str(url.join(URL(target))))
        except ValueError as error:
            raise _malformed(str(error)) from None
        if url.scheme == "https" and following.scheme == "http":
            raise _malformed("it redirects from https to http")
        return following


def _host(url: URL) -> str:
    return (url.host or "").rstrip(".").lower()


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


async def _addresses(url: URL) -> list[IPv4Address | IPv6Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(_host(url), url.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _no_answer(url) from error
    return [ip_address(str(where[0]).partition("%")[0]) for *_, where in found]


def _refused(url: URL) -> InvalidInput:
    """Says nothing of the address found: that is the network's business, not the caller's."""
    return InvalidInput(
        f"{_host(url)} does not lead to a public address.",
        field="url",
        remedy="Give a public address, or ask an administrator to allow this host.",
    )


def _malformed(why: str) -> InvalidInput:
    return InvalidInput(f"This URL can't be used: {why}.", field="url", remedy="Give a plain https:// address.")


def _no_answer(url: URL) -> ImperiumError:
    return NetworkError(f"No answer from {_host(url)}.", field="url")
