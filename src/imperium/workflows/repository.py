"""The run rows: one per run, for lists and for finding what to take up after a restart."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, func, select

from imperium.platform.database import Database
from imperium.platform.journal import Entry, Journal
from imperium.platform.upsert import upsert
from imperium.workflows.run import RunState
from imperium.workflows.tables import UNFINISHED, runs

CHANGING = ("status", "updated_at", "cost_micro_usd")
"""What changes of a run's row while it goes on."""


class RunRepository:
    """Reads by thread, writes by journal entries."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._upsert = journal.prepare(upsert(database, runs, CHANGING), "runs", key=("id",))

    def row(self, state: RunState, status: str) -> Entry:
        """The run's row as it is to be, whether it is there already or not."""
        request = state.request
        return self._upsert.row(
            id=state.id,
            tenant=request["principal"][1],
            status=status,
            priority=request["priority"],
            title=request["title"][:500],
            origin=request["origin"],
            idempotency_key=request["idempotency_key"],
            client_id=request.get("terms", {}).get("client_id"),
            created_at=state.created_at,
            updated_at=time.time(),
            cost_micro_usd=state.cost_micro_usd,
        )

    async def unfinished(self) -> list[str]:
        """Runs that were waiting or running when the process ended, oldest first."""
        query = select(runs.c.id).where(UNFINISHED).order_by(runs.c.id)
        return await self._database.read(lambda connection: list(connection.execute(query).scalars()))

    async def by_idempotency_key(self, tenant: str, key: str) -> str | None:
        query = select(runs.c.id).where(runs.c.tenant == tenant, runs.c.idempotency_key == key)
        return await self._database.read(lambda connection: connection.execute(query).scalar())

    async def page(
        self, tenant: str, limit: int, before: str | None = None, **having: str | None
    ) -> list[dict[str, Any]]:
        """Newest first, at most `limit`, older than the run `before`; `having` these values (`status`, `origin`,
        `client_id`), where one is given."""
        query = select(runs).where(runs.c.tenant == tenant).order_by(runs.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(runs.c.id < before)
        for column, value in having.items():
            if value is not None:
                query = query.where(runs.c[column] == value)

        def rows(connection: Connection) -> list[dict[str, Any]]:
            return [dict(row._mapping) for row in connection.execute(query)]

        return await self._database.read(rows)

    async def totals(self, tenant: str | None = None) -> dict[str, dict[str, int]]:
        """Status → number of runs and their cost in micro-USD."""
        query = select(runs.c.status, func.count(), func.sum(runs.c.cost_micro_usd)).group_by(runs.c.status)
        if tenant is not None:
            query = query.where(runs.c.tenant == tenant)

        def rows(connection: Connection) -> dict[str, dict[str, int]]:
            found = connection.execute(query).all()
            return {status: {"runs": count, "cost_micro_usd": int(cost or 0)} for status, count, cost in found}

        return await self._database.read(rows)
