"""The free question: which models a provider has. Healthy is who answers with 200, valid JSON and in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final

from imperium.models.health.standing import Check
from imperium.models.provider import Connection
from imperium.models.upstream import Upstream
from imperium.platform.errors import ImperiumError, NetworkError, ProviderUnavailable, RateLimited, TimedOut

LISTS: Final[Mapping[str, str]] = {"anthropic_messages": "/v1/models"}
"""Where a dialect keeps its list of models, if not at `/models`. Sources: the providers' API references."""
NO_FREE_QUESTION = frozenset({403, 404, 405, 501})
"""The list is not there, or not for this key: chat may work all the same, so only real traffic can tell."""


async def probe(
    upstream: Upstream, connection: Connection, timeout_s: float, clock: Callable[[], float] = time.time
) -> Check:
    """Asks once. What went wrong is told in plain words without the address: everybody may read it."""
    began, at = time.perf_counter(), clock()
    try:
        async with asyncio.timeout(timeout_s):
            await upstream.listing(connection, LISTS.get(connection.dialect.name, "/models"))
    except TimeoutError:
        return Check(at, False, f"no answer within {timeout_s:g} s")
    except ImperiumError as error:
        status = error.extra.get("reason")
        return Check(at, None if status in NO_FREE_QUESTION else False, in_words(error), _since(began))
    return Check(at, True, response_s=_since(began))


def in_words(error: ImperiumError) -> str:
    """A failure in a few words, without anything that the other side said."""
    status = error.extra.get("reason")
    if status in NO_FREE_QUESTION:
        return f"answers, but has no list of models for us ({status})"
    match error:
        case RateLimited():
            return "asks for fewer requests (429)"
        case NetworkError():
            return "no answer"
        case TimedOut():
            return "too slow"
        case ProviderUnavailable() if status is None:
            return "answers nonsense"
    return f"refused with {status}" if isinstance(status, int) else error.title.lower()


def _since(began: float) -> float:
    return time.perf_counter() - began
