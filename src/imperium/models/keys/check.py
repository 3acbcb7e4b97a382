"""Whether a provider can be reached and takes a key: by its list of models, which costs nothing."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

from msgspec import Struct

from imperium.models.health.probe import LISTS
from imperium.models.provider import Connection
from imperium.models.upstream import Upstream
from imperium.platform.errors import ImperiumError, ProviderRejected, ProviderUnavailable, RateLimited

MOST_SHOWN = 1_000
LONGEST_NAME = 200
TAKEN, REFUSED = frozenset({402}), frozenset({401})
"""What a status says of the key: without credit it is a valid one. 403 may be about the list alone."""


class KeyCheck(Struct, frozen=True):
    """`key_accepted` is None where nothing can be told of the key: there is none, or the list is open to everybody.
    `models` are the names that came, `problem` what went wrong, in words."""

    reachable: bool
    key_accepted: bool | None = None
    models: tuple[str, ...] = ()
    problem: str | None = None
    response_s: float | None = None


async def check_key(upstream: Upstream, connection: Connection, timeout_s: float) -> KeyCheck:
    """Asks for the list with the key, and when it comes, whether it would have come without."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(timeout_s):
            listed = await _list(upstream, connection)
    except TimeoutError:
        return KeyCheck(False, problem=f"no answer within {timeout_s:g} s")
    except ImperiumError as error:
        return _failed(error)
    took = time.perf_counter() - began
    accepted = await _needs_key(upstream, connection, timeout_s) if connection.secret else None
    return KeyCheck(True, accepted, _names(listed), response_s=took)


async def _list(upstream: Upstream, connection: Connection) -> Any:
    return await upstream.listing(connection, LISTS.get(connection.dialect.name, "/models"))


async def _needs_key(upstream: Upstream, connection: Connection, timeout_s: float) -> bool | None:
    """True where the list is refused without a key; None where it is not, or that can't be told."""
    try:
        async with asyncio.timeout(timeout_s):
            await _list(upstream, replace(connection, secret=None))
    except ProviderRejected:
        return True
    except (ImperiumError, TimeoutError):
        return None
    return None


def _failed(error: ImperiumError) -> KeyCheck:
    status = error.extra.get("reason")
    answered = status is not None or isinstance(error, ProviderRejected | ProviderUnavailable | RateLimited)
    accepted = True if status in TAKEN else False if status in REFUSED else None
    return KeyCheck(answered, accepted, problem=error.detail)


def _names(listed: Any) -> tuple[str, ...]:
    """OpenAI and Anthropic name models under `data` by `id`, Gemini under `models` by `name`."""
    entries = (listed.get("data") or listed.get("models")) if isinstance(listed, dict) else None
    known = (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()
    named = (entry.get("id") or entry.get("name") for entry in known)
    names = (name.removeprefix("models/")[:LONGEST_NAME] for name in named if isinstance(name, str))
    return tuple(names)[:MOST_SHOWN]
