"""What must not be lost, on both databases."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import bindparam, event, insert, select, update

from imperium.platform import journal as module
from imperium.platform.database import Database
from imperium.platform.errors import Conflict, StorageFull, TransientError
from imperium.platform.journal import SIBLINGS, Entry, Journal, Statement
from imperium.platform.statements import LARGEST_BULK, bulk_sizes, grouped
from imperium.platform.tables import events as table


class Notes:
    """Rows of one table, written and changed through a journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._insert = journal.prepare(insert(table), "events")
        change = update(table).values(type=bindparam("kind")).where(table.c.stream == bindparam("stream_is"))
        self._change = journal.prepare(change, "events")

    def entry(self, stream: str, id: Any, kind: str = "a") -> Entry:
        return self._insert.row(stream=stream, id=id, type=kind, data="{}", at=0.0)

    def change(self, stream: str, kind: str) -> Entry:
        return self._change.row(kind=kind, stream_is=stream)

    def add(self, stream: str, *ids: Any) -> asyncio.Future[None]:
        return self._journal.append(*(self.entry(stream, id) for id in ids))


@pytest.fixture
def notes(journal: Journal) -> Notes:
    return Notes(journal)


async def stored(database: Database) -> list[tuple[str, int, str]]:
    query = select(table.c.stream, table.c.id, table.c.type).order_by(table.c.position)
    return await database.read(lambda connection: [tuple(row) for row in connection.execute(query)])


async def test_what_is_durable_is_seen_by_everybody(database: Database, notes: Notes) -> None:
    await notes.add("s", 1)
    assert await stored(database) == [("s", 1, "a")]


async def test_order_of_durability_and_of_rows_is_the_order_of_appending(database: Database, notes: Notes) -> None:
    done: list[int] = []
    futures = []
    for number in range(2_500):
        future = notes.add("s", number)
        future.add_done_callback(lambda _, number=number: done.append(number))  # type: ignore[misc]
        futures.append(future)
        if number % 700 == 0:
            await asyncio.sleep(0)
    await asyncio.gather(*futures)
    assert done == list(range(2_500))
    assert [id for _, id, _ in await stored(database)] == done


async def test_mixed_statements_take_effect_in_order(database: Database, journal: Journal, notes: Notes) -> None:
    steps = [
        notes.entry("s", 1),
        notes.change("s", "b"),
        notes.entry("s", 2),
        notes.entry("t", 1),
        notes.change("s", "c"),
        notes.entry("s", 3),
    ]
    await asyncio.gather(*map(journal.append, steps))
    assert sorted(await stored(database)) == [("s", 1, "c"), ("s", 2, "c"), ("s", 3, "a"), ("t", 1, "a")]


async def test_entries_of_one_append_are_written_together_or_not_at_all(database: Database, notes: Notes) -> None:
    await notes.add("s", 1)
    with pytest.raises(Conflict):
        await notes.add("s", 2, 3, 1)
    assert await stored(database) == [("s", 1, "a")]


@pytest.mark.parametrize(
    ("stream", "id"), [("s", 7), ("t", 1 << 70), ("\ud800", 1)], ids=["constraint", "too large", "no text"]
)
async def test_a_refused_row_hurts_only_its_own_append(
    database: Database, journal: Journal, notes: Notes, stream: str, id: int
) -> None:
    fine = [notes.add("s", number) for number in range(300)]
    refused = journal.append(notes.entry("other", 1), notes.entry(stream, id))
    fine += [notes.add("s", number) for number in range(300, 600)]
    outcomes = await asyncio.gather(*fine, refused, return_exceptions=True)
    assert isinstance(outcomes.pop(), Conflict)
    assert outcomes == [None] * 600
    assert [id for _, id, _ in await stored(database)] == list(range(600))


async def test_what_was_appended_is_written_before_the_journal_closes(database: Database) -> None:
    journal = Journal(database)
    journal.start()
    futures = [Notes(journal).add("s", number) for number in range(500)]
    await journal.close()
    await asyncio.gather(*futures)
    assert len(await stored(database)) == 500
    with pytest.raises(TransientError):
        Notes(journal).add("s", 1_000)


async def test_who_stops_waiting_loses_nothing(database: Database, journal: Journal, notes: Notes) -> None:
    told = asyncio.Event()
    journal.append(notes.entry("s", 1), on_commit=told.set).cancel()
    await asyncio.wait_for(told.wait(), 60)
    assert await stored(database) == [("s", 1, "a")]


# ── a full disk, a locked database, a lost connection ────────────────────────────────────────────────────────────


@pytest.fixture
async def sqlite_database(tmp_path: Path) -> AsyncIterator[Database]:
    """One that waits 50 ms for a lock in place of 5 s."""
    database = Database(None, tmp_path)

    @event.listens_for(database.engine, "connect")
    def be_impatient(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    database.migrate()
    yield database
    database.close()


async def test_a_full_database_says_so_and_goes_on_when_there_is_room(sqlite_database: Database) -> None:
    journal = Journal(sqlite_database)
    journal.start()
    notes = Notes(journal)
    await notes.add("s", 1)
    limit(journal, pages=1)
    text = "x" * 100_000
    with pytest.raises(StorageFull) as caught:
        await journal.append(*(notes.entry(f"{text}{number}"[-60_000:], number) for number in range(20)))
    assert caught.value.status == 507
    assert "when there is room" in (caught.value.remedy or "")
    limit(journal, pages=1_000_000)
    await notes.add("s", 2)
    assert await stored(sqlite_database) == [("s", 1, "a"), ("s", 2, "a")]
    await journal.close()


def limit(journal: Journal, pages: int) -> None:
    """A database file of at most so many pages: what a full disk looks like to SQLite."""
    connection: sqlite3.Connection = journal._connection
    sqlite3.Connection.execute(connection, f"PRAGMA max_page_count={pages}")


async def test_a_locked_database_is_waited_for(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCKED_TRIES", 1_000)  # of 50 ms each: none of them is the last one here
    journal = Journal(sqlite_database)
    journal.start()
    with locked(tmp_path / "imperium.sqlite") as unlock:
        appended = Notes(journal).add("s", 1)
        await asyncio.sleep(0.15)
        assert not appended.done()
        unlock()
        await appended
    await journal.close()


async def test_a_database_that_stays_locked_is_told_of(sqlite_database: Database, tmp_path: Path) -> None:
    journal = Journal(sqlite_database)
    journal.start()
    notes = Notes(journal)
    with locked(tmp_path / "imperium.sqlite"):
        with pytest.raises(TransientError) as caught:
            await notes.add("s", 1)
        assert caught.value.retry_after_s
    await notes.add("s", 2)
    assert await stored(sqlite_database) == [("s", 2, "a")]
    await journal.close()


class locked:
    """Another program's write transaction on a SQLite file; entering gives what ends it early."""

    def __init__(self, path: Path) -> None:
        self._other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def __enter__(self) -> Any:
        self._other.execute("BEGIN IMMEDIATE")
        return self._end

    def __exit__(self, *error: object) -> None:
        self._end()
        self._other.close()

    def _end(self) -> None:
        if self._other.in_transaction:
            self._other.execute("ROLLBACK")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_lost_connection_is_opened_again(database: Database, notes: Notes) -> None:
    await notes.add("s", 1)
    with psycopg.connect(database.url.set(drivername="postgresql").render_as_string(hide_password=False)) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    await notes.add("s", 2)
    assert [id for _, id, _ in await stored(database)] == [1, 2]


# ── grouping ─────────────────────────────────────────────────────────────────────────────────────────────────────

STATEMENTS = [Statement(table, f"{table}{number}", ()) for table in ("x", "y", "z") for number in range(3)]


@given(st.lists(st.sampled_from(STATEMENTS), max_size=60))
def test_grouping_keeps_every_row_and_the_order_within_each_table(statements: Sequence[Statement]) -> None:
    entries = [Entry(statement, (number,)) for number, statement in enumerate(statements)]
    placed = [(statement, row[0]) for statement, rows in grouped(entries) for row in rows]
    assert sorted(row for _, row in placed) == list(range(len(entries)))
    for name in ("x", "y", "z"):
        mine = [(s, row) for s, row in placed if s.table == name]
        assert mine == [(e.statement, e.values[0]) for e in entries if e.statement.table == name]


@given(st.lists(st.sampled_from(STATEMENTS[::3]), max_size=60))
def test_one_statement_a_table_is_one_group_a_table(statements: Sequence[Statement]) -> None:
    assert len(grouped(Entry(statement, ()) for statement in statements)) == len(set(map(id, statements)))


@asynccontextmanager
async def gathering(database: Database, gather_s: float) -> AsyncIterator[tuple[Journal, Notes, list[int]]]:
    """A journal that has just written one row, and how many rows each later transaction has."""
    commits: list[int] = []
    journal = Journal(database, lambda seconds, rows: commits.append(rows), gather_s)
    journal.start()
    notes = Notes(journal)
    await notes.add("first", 0)
    commits.clear()
    yield journal, notes, commits
    await journal.close()


async def test_siblings_are_waited_for_after_a_transaction(database: Database) -> None:
    async with gathering(database, 0.5) as (journal, notes, commits):
        appended = []
        for number in range(5):
            appended.append(journal.append(notes.entry("s", number), siblings=10))
            await asyncio.sleep(0.001)
        await asyncio.gather(*appended)
        assert commits == [5]


async def test_half_of_the_siblings_are_enough(database: Database) -> None:
    async with gathering(database, 600) as (journal, notes, commits):
        appended = [journal.append(notes.entry("s", number), siblings=10) for number in range(5)]
        await asyncio.sleep(0.01)
        assert not any(waiting.done() for waiting in appended)
        await asyncio.gather(*appended, journal.append(notes.entry("s", 5), siblings=10))
        assert commits == [6]


async def test_few_siblings_are_not_waited_for(database: Database) -> None:
    async with gathering(database, 600) as (journal, notes, commits):
        await journal.append(notes.entry("s", 1), siblings=SIBLINGS - 1)
        assert commits == [1]


async def test_who_has_no_siblings_takes_those_along_that_wait(database: Database) -> None:
    async with gathering(database, 600) as (journal, notes, commits):
        waiting = journal.append(notes.entry("s", 1), siblings=SIBLINGS)
        await asyncio.sleep(0)
        await notes.add("s", 2)
        assert waiting.done()
        assert commits == [2]


async def test_what_is_gathered_is_written_before_the_journal_closes(database: Database) -> None:
    async with gathering(database, 600) as (journal, notes, _):
        waiting = journal.append(notes.entry("s", 1), siblings=SIBLINGS)
        await asyncio.sleep(0)
    await waiting
    assert [id for _, id, _ in await stored(database)] == [0, 1]


@given(st.integers(min_value=0, max_value=2_000))
def test_many_rows_are_written_in_few_sizes(rows: int) -> None:
    """Every size is a program that SQLite keeps."""
    sizes = list(bulk_sizes(rows))
    assert sum(sizes) == rows
    assert {*sizes} <= {1, 2, 4, 8, 16, 32, 64, 128, LARGEST_BULK}
    assert len(sizes) <= rows // LARGEST_BULK + 8
