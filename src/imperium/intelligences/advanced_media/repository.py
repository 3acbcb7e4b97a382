"""The rows of what media took."""

from __future__ import annotations

import time

from sqlalchemy import select

from imperium.intelligences.advanced_media.tables import media_outcomes as table
from imperium.platform.database import Database
from imperium.platform.journal import Entry, Journal
from imperium.platform.upsert import upsert


class OutcomeRepository:
    """One row a kind; writing one replaces it."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        statement = upsert(database, table, changing=("observed", "updated_at"))
        self._upsert = journal.prepare(statement, "media_outcomes", key=("kind",))

    async def all(self) -> dict[str, bytes]:
        query = select(table.c.kind, table.c.observed)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {row.kind: row.observed for row in rows}

    def note(self, kind: str, observed: bytes) -> None:
        """Without waiting: losing it in a crash makes the next estimate a little worse."""
        self._journal.note(self._row(kind, observed))

    def _row(self, kind: str, observed: bytes) -> Entry:
        return self._upsert.row(kind=kind, observed=observed, updated_at=time.time())
