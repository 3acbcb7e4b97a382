"""Waiting for what another task, thread or process does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

STEP_S = 0.002
PATIENCE_S = 60.0
"""Long enough for a slow machine that has much else to do; who waits for what happens is done long before."""


async def until(holds: Callable[[], object], within_s: float = PATIENCE_S) -> None:
    """Return as soon as `holds()` is true. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110  (nobody tells: it is seen from outside)
            await asyncio.sleep(STEP_S)


def seen(holds: Callable[[], object], within_s: float = PATIENCE_S, step_s: float = STEP_S) -> None:
    """The same for a test without an event loop."""
    ends = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(step_s)
