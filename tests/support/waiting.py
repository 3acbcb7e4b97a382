"""Waiting for what another task, thread or process does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

STEP_S = 0.002


async def until(holds: Callable[[], object], within_s: float = 10.0) -> None:
    """Return as soon as `holds()` is true. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110  (nobody tells: it is seen from outside)
            await asyncio.sleep(STEP_S)


def seen(holds: Callable[[], object], within_s: float = 20.0, step_s: float = STEP_S) -> None:
    """The same for a test without an event loop."""
    ends = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(step_s)
