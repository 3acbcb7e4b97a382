"""The rows of plans and estimates."""

from __future__ import annotations

import time
from typing import Any

import orjson
from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, func, insert, literal_column, select, update

from imperium.brain.estimates import Window, read_window
from imperium.brain.tables import WORKED
from imperium.brain.tables import estimates as estimate_table
from imperium.brain.tables import plans as table
from imperium.platform.database import Database
from imperium.platform.journal import Entry, Journal
from imperium.platform.upsert import upsert

UNSTARTED_DAYS = 30
"""Plans that nobody started are forgotten after so long."""
DAY_S = 86_400.0


class Worked(Struct, frozen=True):
    """A plan whose run succeeded, with what the run took."""

    id: str
    objective: str
    goals: tuple[str, ...]
    seconds: float
    cost_micro_usd: int


class PlanRepository:
    """Reads by thread, writes by journal entries."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._insert = journal.prepare(insert(table), "plans", flushed=False)
        this = table.c.id == bindparam("plan")
        started: dict[str, Any] = {"status": bindparam("what_became"), "run_id": bindparam("run")}
        unstarted = table.c.status == literal_column("'made'")  # its run may have ended by now
        self._start = journal.prepare(update(table).where(this, unstarted).values(started), "plans", flushed=False)
        ended: dict[str, Any] = {
            "status": bindparam("what_became"),
            "real_seconds": bindparam("took"),
            "real_cost_micro_usd": bindparam("spent"),
            "ended_at": bindparam("now"),
        }
        self._end = journal.prepare(update(table).where(this).values(ended), "plans", flushed=False)
        self._observe = journal.prepare(
            upsert(database, estimate_table, ("observed", "updated_at")),
            "estimates",
            key=("capability", "size"),
            flushed=False,
        )

    def made(self, plan_id: str, tenant: str, objective: str, kind: str, goals: tuple[str, ...], **about: Any) -> Entry:
        """A plan nobody has started yet; `about` holds what it is expected to take, and what is known of its run."""
        unknown = dict.fromkeys(("run_id", "real_seconds", "real_cost_micro_usd", "ended_at"))
        return self._insert.row(
            **{**unknown, "status": "made", **about},
            id=plan_id,
            tenant=tenant,
            objective=objective,
            kind=kind,
            goals=orjson.dumps(goals).decode(),
            created_at=time.time(),
        )

    def started(self, plan_id: str, run_id: str) -> Entry:
        return self._start.row(plan=plan_id, run=run_id, what_became="started")

    def ended(self, plan_id: str, status: str, seconds: float, cost_micro_usd: int) -> Entry:
        return self._end.row(plan=plan_id, what_became=status, took=seconds, spent=cost_micro_usd, now=time.time())

    def observed(self, window: Window) -> Entry:
        return self._observe.row(
            capability=window.capability, size=window.size, observed=window.as_row(), updated_at=time.time()
        )

    async def windows(self) -> list[Window]:
        query = select(estimate_table.c.observed)
        rows = await self._database.read(lambda connection: list(connection.execute(query).scalars()))
        return [read_window(row) for row in rows]

    async def worked(self, tenant: str, most: int) -> list[Worked]:
        """The latest plans of a tenant whose runs succeeded, the newest first."""
        query = (
            select(table.c.id, table.c.objective, table.c.goals, table.c.real_seconds, table.c.real_cost_micro_usd)
            .where(table.c.tenant == tenant, WORKED)
            .order_by(table.c.ended_at.desc())
            .limit(most)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [Worked(row[0], row[1], tuple(orjson.loads(row[2])), row[3], row[4]) for row in rows]

    async def totals(self, tenant: str) -> list[dict[str, Any]]:
        """By kind of objective: how many plans were made and what became of them."""
        query = (
            select(table.c.kind, table.c.status, func.count(), *_sums())
            .where(table.c.tenant == tenant)
            .group_by(table.c.kind, table.c.status)
        )

        def rows(connection: Connection) -> list[dict[str, Any]]:
            names = ("kind", "status", "plans", "seconds", "real_seconds", "cost", "real_cost")
            return [dict(zip(names, row, strict=True)) for row in connection.execute(query)]

        return await self._database.read(rows)

    async def forget(self) -> int:
        """Delete old plans that were never started; how many they were."""
        before = time.time() - UNSTARTED_DAYS * DAY_S
        old = delete(table).where(table.c.status == "made", table.c.created_at < before)
        return await self._database.read(lambda connection: connection.execute(old).rowcount)


def _sums() -> tuple[Any, ...]:
    return tuple(
        func.coalesce(func.sum(column), 0)
        for column in (table.c.seconds, table.c.real_seconds, table.c.cost_micro_usd, table.c.real_cost_micro_usd)
    )
