from collections.abc import Iterator
from pathlib import Path

import pytest

from imperium.platform.auth import tables
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.database import Database


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[KeyRepository]:
    database = Database(None, tmp_path)
    own = [tables.tenants, tables.users, tables.api_keys]
    tables.metadata.create_all(database.engine, tables=own)
    yield KeyRepository(database)
    database.close()
