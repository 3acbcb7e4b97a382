from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from imperium.platform.database import Database
from imperium.platform.events import EventLog
from imperium.platform.journal import Journal


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    """A migrated database of each kind."""
    database = Database(database_url, tmp_path)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
async def journal(database: Database) -> AsyncIterator[Journal]:
    journal = Journal(database)
    journal.start()
    yield journal
    await journal.close()


@pytest.fixture
def events(database: Database, journal: Journal) -> EventLog:
    return EventLog(database, journal)
