"""What is known of a vulnerability, and which versions of which packages have it."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from imperium.review.advisories.ecosystem import Ecosystem
from imperium.review.claim import Severity

Kind = Literal["introduced", "fixed", "last_affected", "limit"]
Event = tuple[Kind, str]
"""What happens at a version; `introduced` at `0` is before every version."""


class Affected(Struct, frozen=True):
    """Versions of a package that have it: those in a range, and those that are listed."""

    ecosystem: str
    package: str
    ranges: tuple[tuple[Event, ...], ...] = ()
    versions: tuple[str, ...] = ()


class Advisory(Struct, frozen=True, kw_only=True):
    """A vulnerability. `severity` is None where nobody rated it; `malicious` marks a package made to do harm."""

    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    severity: Severity | None = None
    cwe: tuple[int, ...] = ()
    affected: tuple[Affected, ...] = ()
    malicious: bool = False


def covers(affected: Affected, version: str, ecosystem: Ecosystem) -> bool:
    """Whether a version has the vulnerability, by the evaluation of the OSV format. A version that the ecosystem can't
    read has it only where it is listed as it is written."""
    if version in affected.versions:
        return True
    key = _key(version, ecosystem)
    if key is None:
        return False
    return any(_within(key, events, ecosystem) for events in affected.ranges) or any(
        key == _key(listed, ecosystem) for listed in affected.versions
    )


def fixed_in(affected: Affected, version: str, ecosystem: Ecosystem) -> str | None:
    """The lowest version above `version` that is said to be without it."""
    ours = _key(version, ecosystem)
    fixes = {_key(at, ecosystem): at for events in affected.ranges for kind, at in events if kind == "fixed"}
    above = [key for key in fixes if key is not None and ours is not None and key > ours]
    return fixes[min(above)] if above else None


def _within(key: Any, events: tuple[Event, ...], ecosystem: Ecosystem) -> bool:
    """Whether the last introduction at or below the version was not ended before it."""
    starts = [at for kind, at in _read(events, ecosystem) if kind == "introduced" and (at is None or at <= key)]
    if not starts:
        return False
    begun = max((at for at in starts if at is not None), default=None)
    return not any(
        (begun is None or at >= begun) and (at < key if kind == "last_affected" else at <= key)
        for kind, at in _read(events, ecosystem)
        if kind != "introduced" and at is not None
    )


def _read(events: tuple[Event, ...], ecosystem: Ecosystem) -> list[tuple[Kind, Any]]:
    """The events with keys for their versions: None before every version. What can't be read says nothing."""
    keys = [(kind, at, _key(at, ecosystem)) for kind, at in events]
    return [(kind, None if at == "0" else key) for kind, at, key in keys if at == "0" or key is not None]


def _key(version: str, ecosystem: Ecosystem) -> Any:
    """The version's place in the order, or None."""
    try:
        return ecosystem.order(version)
    except ValueError:
        return None
