"""Everything on one PostgreSQL database: limits, counters, ledger, alerts and usage of two processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from workplace import ANN, BOB, Workplace

from imperium.models.quota.counters.postgresql.repository import RowCounter
from imperium.models.quota.limit_book import scopes
from imperium.models.quota.quota import Limits
from imperium.models.repository import Ledger
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.database import Database
from imperium.platform.errors import QuotaExhausted
from imperium.platform.journal import Journal
from support.postgres import Postgres


@pytest.fixture
async def workplace(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Workplace]:
    with postgres.database() as url:
        database = Database(url, tmp_path)
        database.migrate()
        journal = Journal(database)
        journal.start()
        found = Workplace(tmp_path, database, journal, Ledger(database, journal))
        yield found
        await found.close()
        await journal.close()
        database.close()


async def test_two_processes_on_one_database(workplace: Workplace) -> None:
    first = await workplace.open(RowCounter(workplace.database), organisation={"dailyUsd": "0.01"})
    await first.limits.set(scopes(BOB)[0], Limits("Asia/Tokyo", daily_requests=3), LOCAL_ADMIN)
    second = await workplace.open(RowCounter(workplace.database), organisation={"dailyUsd": "0.01"})
    await asyncio.gather(
        *[workplace.ask((first, second)[n % 2], (ANN, BOB)[n % 2], 1_000) for n in range(6)],
        *[workplace.ask(second, ANN, 1_000) for _ in range(2)],
    )
    with pytest.raises(QuotaExhausted, match="your limit of 3 requests"):
        await workplace.reserve(first, BOB, 10)
    await workplace.ask(second, ANN, 2_000)
    with pytest.raises(QuotaExhausted, match="your organisation's limit"):
        await workplace.reserve(first, ANN, 10)
    for quotas in (first, second):
        await quotas.close()
    alerts = await first.repository.alerts("acme", 10)
    assert sorted((a.scope, a.percent) for a in alerts) == sorted(
        [("organisation", 80), ("organisation", 90), ("organisation", 100), ("user", 80), ("user", 90), ("user", 100)]
    )
    ((row,),) = await workplace.ledger.by_span("acme", BOB.id, [(0.0, 4e9)])
    assert (row["requests"], row["cost_micro_usd"], row["strongest_micro_usd"]) == (3, 3_000, 3_000)
