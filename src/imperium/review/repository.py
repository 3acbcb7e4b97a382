"""The rows of findings and verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, select, update

from imperium.platform.database import Database
from imperium.platform.journal import Entry, Journal
from imperium.platform.upsert import upsert
from imperium.review.finding import Finding
from imperium.review.tables import review_findings as table


class Known(Struct, frozen=True):
    """A finding as it was kept. Times are seconds since the epoch."""

    fingerprint: str
    type: str
    rules: tuple[str, ...]
    verdict: str | None
    because: str | None
    reason: str | None


class FindingRepository:
    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        changing = ("last_seen", "rules")
        self._see = journal.prepare(upsert(database, table, changing), "review_findings", key=("tenant", "fingerprint"))
        this = (table.c.tenant == bindparam("of_tenant"), table.c.fingerprint == bindparam("of_fingerprint"))
        judged: dict[str, Any] = {
            "verdict": bindparam("new_verdict"),
            "because": bindparam("new_because"),
            "reason": bindparam("new_reason"),
            "judged_at": bindparam("now"),
        }
        self._judge = journal.prepare(update(table).where(*this).values(judged), "review_findings")

    async def seen(self, tenant: str, findings: Iterable[Finding], now: float) -> None:
        """Keep that these were found; durable when this returns."""
        rows = [self._row(tenant, finding, now) for finding in findings]
        if rows:
            await self._journal.append(*rows)

    async def judge(self, tenant: str, fingerprint: str, verdict: str, because: str, reason: str, now: float) -> None:
        """Somebody's verdict, in place of any before; durable when this returns."""
        await self._journal.append(
            self._judge.row(
                of_tenant=tenant,
                of_fingerprint=fingerprint,
                new_verdict=verdict,
                new_because=because,
                new_reason=reason,
                now=now,
            )
        )

    async def get(self, tenant: str, fingerprint: str) -> Known | None:
        query = select(table).where(table.c.tenant == tenant, table.c.fingerprint == fingerprint)
        row = await self._database.read(lambda connection: connection.execute(query).first())
        return _known(row) if row else None

    async def judged(self, tenant: str, most: int) -> list[Known]:
        """What the tenant's people judged, the latest first."""
        judged = (table.c.tenant == tenant, table.c.verdict.is_not(None))
        query = select(table).where(*judged).order_by(table.c.judged_at.desc()).limit(most)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [_known(row) for row in rows]

    async def forget(self, before: float) -> int:
        """Delete what nobody judged and no review has seen since; how many rows that were."""
        old = delete(table).where(table.c.last_seen < before, table.c.verdict.is_(None))
        return await self._database.read(lambda connection: connection.execute(old).rowcount)

    def _row(self, tenant: str, finding: Finding, now: float) -> Entry:
        rules = sorted({evidence.rule for evidence in finding.evidence})
        return self._see.row(
            tenant=tenant,
            fingerprint=finding.fingerprint,
            type=finding.type,
            rules=msgspec.json.encode(rules),
            first_seen=now,
            last_seen=now,
            verdict=None,
            because=None,
            reason=None,
            judged_at=None,
        )


def _known(row: Any) -> Known:
    return Known(
        fingerprint=row.fingerprint,
        type=row.type,
        rules=tuple(msgspec.json.decode(row.rules, type=list[str])),
        verdict=row.verdict,
        because=row.because,
        reason=row.reason,
    )
