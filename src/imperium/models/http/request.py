"""A request as bytes, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from imperium.models.http.errors import ConnectError

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
