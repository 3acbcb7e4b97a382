"""A database, its journal, and providers on loopback."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from lists import Lists

from imperium.models.upstream import Upstream
from imperium.platform.database import Database
from imperium.platform.events import EventLog
from imperium.platform.journal import Journal


@pytest.fixture
async def lists() -> AsyncIterator[Lists]:
    server = Lists()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def asking() -> AsyncIterator[Upstream]:
    upstream = Upstream()
    yield upstream
    await upstream.close()


@pytest.fixture
async def events(database: Database) -> AsyncIterator[EventLog]:
    journal = Journal(database)
    journal.start()
    yield EventLog(database, journal)
    await journal.close()
