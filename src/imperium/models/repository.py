"""The ledger's rows: appended through the journal, summed for the statistics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, insert, select

from imperium.models.tables import usage
from imperium.models.usage import UsageRecord
from imperium.platform.database import Database
from imperium.platform.journal import Entry, Journal


class Ledger:
    """`strongest(record)` is what the strongest model would have cost for the same tokens, in micro-USD;
    `beside(record)` what else is written in the same transaction; `siblings()` how many requests are under way."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._insert = journal.prepare(insert(usage), "usage", flushed=False)
        assert self._insert.parameters == tuple(usage.columns.keys()), "the order in which `record` gives the values"
        self.beside: Callable[[UsageRecord], Sequence[Entry]] = lambda record: ()
        self.strongest: Callable[[UsageRecord], int] = lambda record: record.cost_micro_usd
        self.siblings: Callable[[], int] = lambda: 0

    def record(self, record: UsageRecord) -> asyncio.Future[None]:
        """Make a record durable: it is when the future ends, whoever still waits for it."""
        used, cost = record.usage, record.cost_micro_usd
        entry = Entry(
            self._insert,
            (
                record.id,
                record.tenant,
                record.principal,
                record.role,
                record.engine,
                record.model,
                used.input_tokens,
                used.output_tokens,
                used.cached_input_tokens,
                used.reasoning_tokens,
                cost,
                max(cost, self.strongest(record)),
                record.priced,
                record.estimated,
                record.status,
                record.error,
                record.started_at,
                record.seconds,
                record.first_token_seconds,
                record.streamed,
                record.attempts,
                record.idempotency_key[:200],
            ),
        )
        return self._journal.append(entry, *self.beside(record), siblings=self.siblings())

    async def spent(self, tenant: str, principal: str | None, begins: float, ends: float) -> tuple[int, int]:
        """Micro-USD and answered requests of what began from `begins` to before `ends`; `principal` None: everybody's
        of the tenant."""
        query = select(func.coalesce(func.sum(usage.c.cost_micro_usd), 0), func.coalesce(func.sum(_ANSWERED), 0)).where(
            _of(tenant, principal, begins, ends)
        )
        cost, requests = await self._database.read(lambda connection: connection.execute(query).one())
        return int(cost), int(requests)

    async def charges(self, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
        """The same for single requests, by id; one that isn't here has not ended."""
        query = select(usage.c.id, usage.c.cost_micro_usd, _ANSWERED).where(usage.c.id.in_(list(ids)))
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {request_id: (int(cost), int(requests)) for request_id, cost, requests in rows}

    async def active_since(self, begins: float) -> list[tuple[str, str]]:
        """Tenant and principal of everybody who asked anything since then."""
        query = select(usage.c.tenant, usage.c.principal).where(usage.c.started_at >= begins).distinct()
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [(tenant, principal) for tenant, principal in rows]

    async def output_lengths(self, principal: str, limit: int) -> list[int]:
        """Tokens of a principal's latest answers."""
        query = (
            select(usage.c.output_tokens)
            .where(usage.c.principal == principal, usage.c.status == "succeeded", usage.c.output_tokens > 0)
            .order_by(usage.c.started_at.desc())
            .limit(limit)
        )
        return list(await self._database.read(lambda connection: connection.execute(query).scalars().all()))

    async def by_span(
        self, tenant: str, principal: str | None, spans: Sequence[tuple[float, float]]
    ) -> list[list[dict[str, Any]]]:
        """For each span of time (from, before) one entry a model, as `by_model` without the mean."""

        def rows(connection: Connection) -> list[list[dict[str, Any]]]:
            return [
                [dict(row._mapping) for row in connection.execute(_by_model(_of(tenant, principal, *span)))]
                for span in spans
            ]

        return await self._database.read(rows)

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


_ANSWERED = case(((usage.c.attempts > 0) & ~usage.c.engine.startswith("embedded:", autoescape=True), 1), else_=0)
"""1 for a request that a provider answered, wholly or in part; what is counted by quotas."""


def _of(tenant: str, principal: str | None, begins: float, ends: float) -> ColumnElement[bool]:
    everybody = and_(usage.c.tenant == tenant, usage.c.started_at >= begins, usage.c.started_at < ends)
    return everybody if principal is None else everybody & (usage.c.principal == principal)


def _by_model(where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            usage.c.engine,
            usage.c.model,
            func.count().label("requests"),
            func.sum(case((usage.c.status == "failed", 1), else_=0)).label("failed"),
            func.sum(usage.c.input_tokens).label("input_tokens"),
            func.sum(usage.c.output_tokens).label("output_tokens"),
            func.sum(usage.c.cost_micro_usd).label("cost_micro_usd"),
            func.sum(usage.c.strongest_micro_usd).label("strongest_micro_usd"),
        )
        .where(where)
        .group_by(usage.c.engine, usage.c.model)
        .order_by(usage.c.engine, usage.c.model)
    )
