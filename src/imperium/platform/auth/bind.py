"""Where the server may listen: on loopback without keys, anywhere else only with one."""

from __future__ import annotations

from ipaddress import ip_address

from imperium.platform.errors import InvalidInput


def is_loopback(host: str) -> bool:
    """Whether a name or address can only be reached from this machine."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def check_bind(host: str, has_keys: bool) -> None:
    """Raises InvalidInput when others could reach the server and nobody would be asked for a key."""
    if not has_keys and not is_loopback(host):
        raise InvalidInput(
            f"Listening on {host} would let everyone who reaches this machine in: there is no API key yet.",
            field="server.host",
            value=host,
            remedy="Make one with `imperium keys create --role admin`, or listen on 127.0.0.1.",
        )
