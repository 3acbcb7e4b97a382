"""Upserts as each database writes them."""

from collections.abc import Sequence

from sqlalchemy import Column, Integer, MetaData, String, Table, select

from imperium.platform.database import Database
from imperium.platform.upsert import upsert

TABLE = Table("t", MetaData(), Column("a", String(9), primary_key=True), Column("b", Integer), Column("c", Integer))


def written_twice(database: Database, changing: Sequence[str]) -> list[tuple[str, int, int]]:
    TABLE.create(database.engine)
    with database.engine.begin() as connection:
        connection.execute(upsert(database, TABLE, changing), {"a": "x", "b": 1, "c": 1})
        connection.execute(upsert(database, TABLE, changing), {"a": "x", "b": 2, "c": 2})
        return [(row.a, row.b, row.c) for row in connection.execute(select(TABLE))]


def test_a_row_that_is_there_changes_in_what_may_change(database: Database) -> None:
    assert written_twice(database, ["b"]) == [("x", 2, 1)]


def test_without_columns_that_change_the_row_stays_as_it_is(database: Database) -> None:
    assert written_twice(database, ()) == [("x", 1, 1)]
