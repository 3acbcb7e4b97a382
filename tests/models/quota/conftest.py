"""Counters of every kind, a ledger of real rows, and a clock that is set by hand."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from redis_server import RedisServer
from workplace import Clock, Workplace

from imperium.models.quota.counter import Counter
from imperium.models.quota.counters.memory import MemoryCounter
from imperium.models.quota.counters.postgresql.repository import RowCounter
from imperium.models.quota.counters.redis import RedisCounter
from imperium.models.repository import Ledger
from imperium.platform.database import Database
from imperium.platform.journal import Journal
from support.postgres import Postgres


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    if not RedisServer.is_installed():
        pytest.skip("redis-server is not installed here")
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """One that the test may stop."""
    if not RedisServer.is_installed():
        pytest.skip("redis-server is not installed here")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with postgres.database() as url:
        database = Database(url, tmp_path_factory.mktemp("postgres"))
        database.migrate()
        yield database
        database.close()


@pytest.fixture(params=["memory", "redis", "postgresql"])
async def counter(request: pytest.FixtureRequest) -> AsyncIterator[Counter]:
    """An empty counter of each kind."""
    found: Counter
    if request.param == "memory":
        found = MemoryCounter((80, 90, 100))
    elif request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        server.flush()
        found = RedisCounter(server.url)
    else:
        database: Database = request.getfixturevalue("postgres_database")
        await database.read(lambda connection: connection.exec_driver_sql("TRUNCATE quota_counters, quota_holds"))
        found = RowCounter(database)
    yield found
    await found.close()


@pytest.fixture
async def journal(database: Database) -> AsyncIterator[Journal]:
    journal = Journal(database)
    journal.start()
    yield journal
    await journal.close()


@pytest.fixture
def ledger(database: Database, journal: Journal) -> Ledger:
    return Ledger(database, journal)


@pytest.fixture
async def workplace(tmp_path: Path, database: Database, journal: Journal, ledger: Ledger) -> AsyncIterator[Workplace]:
    found = Workplace(tmp_path, database, journal, ledger)
    yield found
    await found.close()


@pytest.fixture
def monotonic() -> Clock:
    return Clock(0.0)
