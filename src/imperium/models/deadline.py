"""How long somebody waits for an answer, however many steps it takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from typing import NamedTuple, TypeVar

from imperium.platform.errors import TimedOut

T = TypeVar("T", bound=object)


class Deadline(NamedTuple):
    """`seconds` from the beginning, `ends` by the event loop's clock."""

    seconds: float
    ends: float


def deadline(seconds: float | None) -> Deadline | None:
    """From now on; None: no end."""
    return None if seconds is None else Deadline(seconds, asyncio.get_running_loop().time() + seconds)


async def in_time(limit: Deadline | None, work: Awaitable[T]) -> T:
    """What the work comes to. Raises TimedOut when that takes too long."""
    if limit is None:
        return await work
    try:
        async with asyncio.timeout_at(limit.ends):
            return await work
    except TimeoutError:
        raise TimedOut(
            f"No answer within the {limit.seconds:g} s that were given.", remedy="Give it longer, or ask for less."
        ) from None


async def until(limit: Deadline, items: AsyncGenerator[T, None]) -> AsyncIterator[T]:
    """The items that come in time: it runs while they are waited for, and never cancels who uses them."""
    while (awaited := await in_time(limit, anext(items, None))) is not None:
        yield awaited
