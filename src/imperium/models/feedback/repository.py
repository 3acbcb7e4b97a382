"""The outcome rows: one for each answered request that can be learned from, for a bounded time."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, literal_column, select, update

from imperium.models.feedback.outcome import Outcome, Source
from imperium.models.tables import outcomes as table
from imperium.platform.database import Database
from imperium.platform.journal import Entry, Journal


class Remembered(Struct, frozen=True):
    """A request as it was kept. `revisions` counts the feedback that it was given."""

    request_id: str
    model: str
    features: bytes
    propensity: float
    reward: float | None
    source: Source | None
    revisions: int


_COLUMNS = [table.c[name] for name in Remembered.__struct_fields__]


class OutcomeRepository:
    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._insert = journal.prepare(insert(table), "outcomes", flushed=False)
        judged: dict[str, Any] = {
            "reward": bindparam("new_reward"),
            "source": bindparam("new_source"),
            "judged_at": bindparam("now"),
        }
        this = (table.c.request_id == bindparam("of_request"), table.c.tenant == bindparam("of_tenant"))
        self._judge = journal.prepare(update(table).where(*this, table.c.source.is_(None)).values(judged), "outcomes")
        given = {"comment": bindparam("new_comment"), "revisions": table.c.revisions + literal_column("1")}
        self._give = journal.prepare(update(table).where(*this).values(judged | given), "outcomes")

    def row(self, request_id: str, tenant: str, outcome: Outcome, at: float) -> Entry:
        """To be written with the request's line in the ledger."""
        return self._insert.row(
            request_id=request_id,
            tenant=tenant,
            model=outcome.model,
            features=outcome.features,
            propensity=outcome.propensity,
            reward=outcome.reward,
            source=outcome.source,
            comment=None,
            revisions=0,
            at=at,
            judged_at=None if outcome.reward is None else at,
        )

    def judged(self, request_id: str, tenant: str, reward: float, source: Source, now: float) -> Entry:
        """A verdict that can be seen; it changes nothing where there is one already."""
        return self._judge.row(of_request=request_id, of_tenant=tenant, new_reward=reward, new_source=source, now=now)

    async def give(self, request_id: str, tenant: str, reward: float, comment: str | None, now: float) -> None:
        """Somebody's feedback, in place of any verdict before; durable when this returns."""
        await self._journal.append(
            self._give.row(
                of_request=request_id,
                of_tenant=tenant,
                new_reward=reward,
                new_source="feedback",
                new_comment=comment,
                now=now,
            )
        )

    async def get(self, request_id: str, tenant: str, since: float) -> Remembered | None:
        """A request of this tenant that began at `since` or later."""
        mine = (table.c.request_id == request_id, table.c.tenant == tenant, table.c.at >= since)
        query = select(*_COLUMNS).where(*mine)
        row = await self._database.read(lambda connection: connection.execute(query).first())
        return Remembered(**row._mapping) if row else None

    async def judged_since(self, since: float, most: int) -> list[Remembered]:
        """The latest verdicts, the oldest first."""
        judged = (table.c.judged_at > since, table.c.source.is_not(None))
        query = select(*_COLUMNS).where(*judged).order_by(table.c.judged_at.desc()).limit(most)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [Remembered(**row._mapping) for row in reversed(rows)]

    async def forget(self, before: float) -> int:
        """Delete what is older; how many rows that were."""
        old = delete(table).where(table.c.at < before)
        return await self._database.read(lambda connection: connection.execute(old).rowcount)
