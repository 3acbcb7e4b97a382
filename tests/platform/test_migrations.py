"""A migrated database is what the tables say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import imperium.app
from imperium.platform.database import NEWEST, Database, metadata


@pytest.mark.parametrize("way", [Database.migrate, Database.upgrade], ids=["at once", "step by step"])
def test_a_migrated_database_equals_the_tables(
    tmp_path: Path, database_url: str | None, way: Callable[[Database], None]
) -> None:
    assert imperium.app, "importing it declares every slice's tables"
    database = Database(database_url, tmp_path)
    way(database)
    database.migrate()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == NEWEST
    database.close()
