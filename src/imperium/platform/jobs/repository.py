"""The rows of the outbox of callbacks."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import func, insert, select, update

from imperium.platform.database import Database
from imperium.platform.jobs.tables import callbacks as table
from imperium.platform.journal import Entry, Journal

DUE_AT_ONCE = 50


class Callback(Struct, frozen=True):
    """A client is to be told, at this URL, how its run ended."""

    id: str
    tenant: str
    run_id: str
    url: str
    attempts: int
    next_try_at: float | None
    delivered_at: float | None
    created_at: float


class CallbackRepository:
    """See `webhooks/outbox.py`."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._insert = journal.prepare(insert(table), "callbacks")

    def entry(self, callback: Callback) -> Entry:
        """The row, to be appended together with the end of the run."""
        return self._insert.row(**{name: getattr(callback, name) for name in Callback.__struct_fields__})

    async def due(self, now: float) -> list[Callback]:
        query = select(table).where(table.c.next_try_at <= now).order_by(table.c.next_try_at).limit(DUE_AT_ONCE)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [Callback(**row._mapping) for row in rows]

    async def next_due(self) -> float | None:
        query = select(func.min(table.c.next_try_at))
        found: float | None = await self._database.read(lambda connection: connection.execute(query).scalar())
        return found

    async def claim(self, letter: Callback, until: float) -> bool:
        mine = (table.c.id == letter.id) & (table.c.next_try_at == letter.next_try_at)
        change = update(table).where(mine).values(next_try_at=until, attempts=table.c.attempts + 1)
        return bool(await self._database.read(lambda connection: connection.execute(change).rowcount))

    async def delivered(self, letter_id: str, at: float) -> None:
        await self._change(letter_id, next_try_at=None, delivered_at=at)

    async def failed(self, letter_id: str, next_try_at: float | None) -> None:
        await self._change(letter_id, next_try_at=next_try_at)

    async def of_run(self, run_id: str) -> list[Callback]:
        """The oldest first."""
        query = select(table).where(table.c.run_id == run_id).order_by(table.c.created_at)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [Callback(**row._mapping) for row in rows]

    async def _change(self, letter_id: str, **values: Any) -> None:
        change = update(table).where(table.c.id == letter_id).values(**values)
        await self._database.read(lambda connection: connection.execute(change))
