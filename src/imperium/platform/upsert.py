"""Insert a row unless it is there, or change it then: SQL that each database writes in a dialect of its own."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from sqlalchemy import Insert, Table

from imperium.platform.database import Database


def upsert(database: Database, table: Table, changing: Iterable[str] = ()) -> Insert:
    """A row of the table. Where its primary key is taken the `changing` columns get its values; without any, all stays
    as it is."""
    dialect: Any = import_module(f"sqlalchemy.dialects.{database.engine.dialect.name}")
    insert = dialect.insert(table)
    key = list(table.primary_key.columns)
    values = {name: insert.excluded[name] for name in changing}
    statement: Insert = (
        insert.on_conflict_do_update(index_elements=key, set_=values)
        if values
        else insert.on_conflict_do_nothing(index_elements=key)
    )
    return statement
