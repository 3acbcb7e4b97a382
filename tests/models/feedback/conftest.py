"""Feedback over a real database and a real gain model, with a clock that the test sets."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bureau import Bureau

from imperium.platform.database import Database
from imperium.platform.journal import Journal


@pytest.fixture
async def bureau(database: Database) -> AsyncIterator[Bureau]:
    journal = Journal(database)
    journal.start()
    yield Bureau(database, journal)
    await journal.close()
