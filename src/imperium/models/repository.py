"""The ledger's rows: appended through the journal, summed for the statistics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, case, func, insert, select

from imperium.models.tables import usage
from imperium.models.usage import UsageRecord
from imperium.platform.database import Database
from imperium.platform.journal import Journal


class Ledger:
    """`strongest(record)` is what the strongest model would have cost for the same tokens, in micro-USD."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._insert = journal.prepare(insert(usage), "usage")
        self.strongest: Callable[[UsageRecord], int] = lambda record: record.cost_micro_usd

    async def record(self, record: UsageRecord) -> None:
        """Make a record durable."""
        entry = self._insert.row(
            id=record.id,
            tenant=record.tenant,
            principal=record.principal,
            role=record.role,
            engine=record.engine,
            model=record.model,
            input_tokens=record.usage.input_tokens,
            output_tokens=record.usage.output_tokens,
            cached_input_tokens=record.usage.cached_input_tokens,
            reasoning_tokens=record.usage.reasoning_tokens,
            cost_micro_usd=record.cost_micro_usd,
            strongest_micro_usd=max(record.cost_micro_usd, self.strongest(record)),
            priced=record.priced,
            estimated=record.estimated,
            status=record.status,
            error=record.error,
            started_at=record.started_at,
            seconds=record.seconds,
            first_token_seconds=record.first_token_seconds,
            streamed=record.streamed,
            attempts=record.attempts,
            idempotency_key=record.idempotency_key[:200],
        )
        await self._journal.append(entry)

    async def by_model(self, tenant: str) -> list[dict[str, Any]]:
        """One entry a model: calls, failures, tokens, cost, mean seconds, and what the strongest would have cost."""
        failed = func.sum(case((usage.c.status == "failed", 1), else_=0))
        query = (
            select(
                usage.c.engine,
                usage.c.model,
                func.count().label("requests"),
                failed.label("failed"),
                func.sum(usage.c.input_tokens).label("input_tokens"),
                func.sum(usage.c.output_tokens).label("output_tokens"),
                func.sum(usage.c.cost_micro_usd).label("cost_micro_usd"),
                func.sum(usage.c.strongest_micro_usd).label("strongest_micro_usd"),
                func.avg(usage.c.seconds).label("mean_seconds"),
            )
            .where(usage.c.tenant == tenant)
            .group_by(usage.c.engine, usage.c.model)
            .order_by(usage.c.engine, usage.c.model)
        )

        def rows(connection: Connection) -> list[dict[str, Any]]:
            return [
                {key: float(value) if key == "mean_seconds" else value for key, value in row._mapping.items()}
                for row in connection.execute(query)
            ]

        return await self._database.read(rows)
