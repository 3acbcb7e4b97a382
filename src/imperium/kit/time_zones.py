"""Time zones by name, as the IANA database has them."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def known_time_zone(name: str) -> str:
    """The name itself. Raises ValueError when there is no such zone on this machine."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone known here; such as UTC or Europe/Berlin") from None
