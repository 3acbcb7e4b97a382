"""A process that starts a worker and tells its id; the test then ends the parent."""

from __future__ import annotations

import asyncio

from imperium.platform.workers import Workers
from support.jobs import spin


async def main() -> None:
    workers = Workers(1)
    await workers.run(spin, {}, progress=lambda fraction, message: print(message, flush=True))


if __name__ == "__main__":
    asyncio.run(main())
