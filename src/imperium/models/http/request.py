"""A request as bytes, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from imperium.models.http.errors import ConnectError

OWN_LINES = 4
"""Of a head, before what the caller gives."""
PATH_CHARACTERS = "/?&=:%+,;@~!$'()*-._"


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


def reachable(base_url: str) -> Target:
    """The same. Raises ConnectError: an address that nobody can have."""
    try:
        return target_of(base_url)
    except ValueError:
        raise ConnectError("no host has this name and port") from None


def request(method: str, target: Target, path: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    """The bytes of a request. Raises ValueError for a header that can't be sent."""
    head = _beginning(method, target, path) + "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    if head.count("\n") != OWN_LINES + len(headers) or "\0" in head:
        raise ValueError("a header holds a line end")
    if body is None:
        return f"{head}\r\n".encode("latin-1")
    return f"{head}content-length: {len(body)}\r\n\r\n".encode("latin-1") + body


@lru_cache(maxsize=1_024)
def _beginning(method: str, target: Target, path: str) -> str:
    """What is the same for all requests for the same."""
    where = target.path + path
    if not where.isascii() or " " in where or not where.isprintable():
        where = quote(where, safe=PATH_CHARACTERS)
    return f"{method} {where} HTTP/1.1\r\nhost: {target.authority}\r\nuser-agent: imperium\r\naccept: */*\r\n"
