"""How late an event loop is: a sleep of two milliseconds, measured again and again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

INTERVAL_S = 0.002


class Lag:
    """Delays beyond the interval, in seconds."""

    def __init__(self) -> None:
        self.samples: list[float] = []

    def percentile(self, share: float) -> float:
        ordered = sorted(self.samples) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    async def watch(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(INTERVAL_S)
            self.samples.append(max(0.0, time.perf_counter() - began - INTERVAL_S))


@asynccontextmanager
async def watched() -> AsyncIterator[Lag]:
    lag = Lag()
    task = asyncio.create_task(lag.watch())
    try:
        yield lag
    finally:
        task.cancel()
