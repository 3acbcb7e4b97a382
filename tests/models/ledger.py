"""A ledger that keeps what it is given, in order."""

import asyncio

from imperium.models.usage import UsageRecord


class Ledger:
    def __init__(self) -> None:
        self.records: list[UsageRecord] = []

    def write(self, record: UsageRecord) -> asyncio.Future[None]:
        self.records.append(record)
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        written.set_result(None)
        return written
