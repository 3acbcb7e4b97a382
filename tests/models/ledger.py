"""A ledger that keeps what it is given, in order."""

from imperium.models.usage import UsageRecord


class Ledger:
    def __init__(self) -> None:
        self.records: list[UsageRecord] = []

    async def write(self, record: UsageRecord) -> None:
        self.records.append(record)
