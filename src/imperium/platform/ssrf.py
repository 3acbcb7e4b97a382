"""Which addresses may be meant where callers name them: public ones, whatever a name, a redirect or a number hides.

The address is judged where the socket is made, so what was judged is what is connected to: a name can't change its mind
in between (DNS rebinding), and every spelling of an address ends as the same four or sixteen bytes.
"""

from __future__ import annotations

import errno
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL_V4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
_SPECIAL_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
"""Beside what `ipaddress` knows: protocol assignments, anycast relays, documentation, Azure's host service."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody on the Internet may be meant. An IPv4 address inside an IPv6 one is judged as itself."""
    if isinstance(address, IPv4Address):
        special = address.is_multicast or address.is_reserved or any(address in net for net in _SPECIAL_V4)
        return address.is_global and not special
    inner = _embedded_v4(address)
    if inner is not None:
        return is_public(inner)
    return address in _GLOBAL_UNICAST and address.is_global and not any(address in net for net in _SPECIAL_V6)


def _embedded_v4(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


class PrivateAddress(OSError):
    """The socket would have led to an address that is not public."""


def public_socket(info: tuple[int, int, int, str, tuple[Any, ...]]) -> socket.socket:
    """A socket for an address that `getaddrinfo` found. Raises PrivateAddress."""
    family, kind, protocol, _, where = info
    if not is_public(ip_address(where[0].partition("%")[0])):
        raise PrivateAddress(errno.EACCES, "not a public address")
    return socket.socket(family, kind, protocol)
