"""The journal: one group-commit writer for everything that must not be lost.

Callers append rows and await durability; all that wait at the same moment share one transaction. On SQLite the
transaction is flushed to the disk (`synchronous=FULL`), so a committed row survives a power cut, not only a kill.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Delete, Insert, Update

from imperium.platform.database import Database
from imperium.platform.errors import Conflict, FatalError, ImperiumError, StorageFull, TransientError

MAX_BATCH = 1_000
LARGEST_BULK = 256  # rows of one INSERT: each call into SQLite hands the interpreter lock over and must get it back
LOCKED_TRIES = 4  # each waits SQLite's busy timeout of 5 s


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A compiled write. `parameters` names the values of a row, in order; `bulk(n)` is the SQL for n rows at once, if
    it can be had; `key` are the positions of an upsert's primary key: of rows with the same one the last counts.
    """

    table: str
    sql: str
    parameters: tuple[str, ...]
    bulk: Callable[[int], str] | None = None
    key: tuple[int, ...] = ()

    def row(self, **values: Any) -> Entry:
        """An entry from values by name; every parameter must be given."""
        return Entry(self, tuple(values[name] for name in self.parameters))


class Entry(NamedTuple):
    """One row to write."""

    statement: Statement
    values: tuple[Any, ...]


class _Unit(NamedTuple):
    """Entries that are written together or not at all."""

    entries: tuple[Entry, ...]
    durable: asyncio.Future[None]
    on_commit: Callable[[], None] | None


class Journal:
    """The writer. `append` from the event loop; a thread commits."""

    def __init__(self, database: Database, observe_commit: Callable[[float, int], None] | None = None) -> None:
        self._database = database
        self._observe = observe_commit or (lambda seconds, rows: None)
        self._queue: SimpleQueue[_Unit | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Write what was appended, then stop."""
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def prepare(self, statement: Insert | Update | Delete, table: str, key: tuple[str, ...] = ()) -> Statement:
        """Compile a write once for this database. Each value must be a bound parameter. `key` names an upsert's
        primary key."""
        compiled = statement.compile(self._database.engine)
        sql, names = str(compiled), compiled.positiontup
        if names is None:  # psycopg names its parameters: %(name)s
            names = list(compiled.params)
            sql = _positional(sql, names)
        bulk = _bulk(sql) if isinstance(statement, Insert) else None
        return Statement(table, sql, tuple(names), bulk, tuple(names.index(name) for name in key))

    def append(self, *entries: Entry, on_commit: Callable[[], None] | None = None) -> asyncio.Future[None]:
        """A future that ends when all entries are durable; `on_commit` is called just before, on the event loop.

        It raises StorageFull, TransientError (database locked) or Conflict (a constraint). Entries of one call are
        atomic. Calls for the same table take effect in the order in which they were made.
        """
        assert self._loop is not None, "the journal is not started"
        durable: asyncio.Future[None] = self._loop.create_future()
        self._queue.put(_Unit(entries, durable, on_commit))
        return durable

    # ── the writer's thread ──────────────────────────────────────────────────────────────────────────────────

    def _write_all(self) -> None:
        connection: Any = None
        stopping = False
        while not stopping:
            batch = self._take()
            stopping = batch[-1] is None
            units = [unit for unit in batch if unit is not None]
            if not units:
                continue
            outcomes: Sequence[ImperiumError | None]
            try:
                connection = connection or self._open()
                outcomes = self._commit(connection, units)
            except Exception as error:  # noqa: BLE001  (a dead writer would leave every caller waiting)
                outcomes = [_classified(error)] * len(units)
                connection = self._reopened(connection)
            assert self._loop is not None
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(_resolve, units, outcomes)
        if connection is not None:
            connection.close()

    def _take(self) -> list[_Unit | None]:
        batch = [self._queue.get()]
        try:
            while len(batch) < MAX_BATCH and batch[-1] is not None:
                batch.append(self._queue.get_nowait())
        except Empty:
            pass
        return batch

    def _open(self) -> Any:
        connection = self._database.engine.raw_connection()
        driver: Any = connection.driver_connection
        connection.detach()
        if self._database.is_sqlite:
            driver.isolation_level = None
        return driver

    def _reopened(self, connection: Any) -> Any:
        """After an error on PostgreSQL the connection may be gone; SQLite's stays good."""
        if self._database.is_sqlite:
            return connection
        with contextlib.suppress(psycopg.Error):
            connection.close()
        return None

    def _commit(self, connection: Any, units: Sequence[_Unit]) -> list[ImperiumError | None]:
        """One transaction for all; when one unit can't be written, each gets its own."""
        started = time.perf_counter()
        try:
            self._transaction(connection, units)
        except Conflict as error:
            if len(units) == 1:
                return [error]
            outcomes: list[ImperiumError | None] = []
            for unit in units:
                outcomes += self._commit(connection, [unit])
            return outcomes
        self._observe(time.perf_counter() - started, sum(len(unit.entries) for unit in units))
        return [None] * len(units)

    def _transaction(self, connection: Any, units: Sequence[_Unit]) -> None:
        groups = _grouped(entry for unit in units for entry in unit.entries)
        for attempt in range(1, LOCKED_TRIES + 1):
            try:
                cursor = connection.cursor()
                if self._database.is_sqlite:
                    cursor.execute("BEGIN IMMEDIATE")
                for statement, rows in groups:
                    _execute(cursor, statement, rows)
                connection.commit()
                return
            except (sqlite3.Error, psycopg.Error) as error:
                _rollback(connection)
                meant = _classified(error)
                if not isinstance(meant, TransientError) or attempt == LOCKED_TRIES:
                    raise meant from error


def _execute(cursor: Any, statement: Statement, rows: list[tuple[Any, ...]]) -> None:
    """Write all rows, in few calls: bulks of 256, 128, 64 … so that their statements stay compiled."""
    if statement.bulk is None:
        cursor.executemany(statement.sql, rows)
        return
    if statement.key:
        rows = list({tuple(row[position] for position in statement.key): row for row in rows}.values())
    position, size = 0, LARGEST_BULK
    while position < len(rows):
        while size > len(rows) - position:
            size //= 2
        cursor.execute(statement.bulk(size), list(chain.from_iterable(rows[position : position + size])))
        position += size


def _bulk(sql: str) -> Callable[[int], str]:
    """From `INSERT … VALUES (?, ?) …` the same for n rows."""
    head, marker, rest = sql.partition(" VALUES ")
    end = rest.index(")") + 1
    row, tail = rest[:end], rest[end:]
    if not marker or "(" in row[1:]:
        raise ValueError(f"not a plain INSERT of one row: {sql}")
    return lru_cache(lambda n: f"{head} VALUES {', '.join([row] * n)}{tail}")


def _resolve(units: Sequence[_Unit], outcomes: Sequence[ImperiumError | None]) -> None:
    for unit, error in zip(units, outcomes, strict=True):
        if error is None and unit.on_commit is not None:
            unit.on_commit()
        if unit.durable.done():
            continue
        if error is None:
            unit.durable.set_result(None)
        else:
            unit.durable.set_exception(error)


def _grouped(entries: Iterable[Entry]) -> list[tuple[Statement, list[tuple[Any, ...]]]]:
    """Rows by statement. A row joins an earlier group only if nothing else touched its table since."""
    groups: list[tuple[Statement, list[tuple[Any, ...]]]] = []
    latest: dict[str, tuple[Statement, list[tuple[Any, ...]]]] = {}
    for statement, values in entries:
        group = latest.get(statement.table)
        if group is None or group[0] is not statement:
            group = (statement, [])
            groups.append(group)
            latest[statement.table] = group
        group[1].append(values)
    return groups


def _rollback(connection: Any) -> None:
    with contextlib.suppress(sqlite3.Error, psycopg.Error):
        connection.rollback()


def _classified(error: Exception) -> ImperiumError:
    """The error as one of ours."""
    if isinstance(error, ImperiumError):
        return error
    text = str(error)
    if isinstance(error, sqlite3.IntegrityError | psycopg.IntegrityError | psycopg.DataError):
        return Conflict(f"The database refused a row: {text}")
    if isinstance(error, psycopg.errors.DiskFull) or "disk is full" in text or "disk I/O error" in text:
        return StorageFull(
            f"The database can't be written: {text}.",
            remedy="Free disk space; what was running goes on by itself when there is room.",
            retry_after_s=5.0,
        )
    if isinstance(error, psycopg.OperationalError) or "locked" in text or "busy" in text:
        return TransientError(
            f"The database is busy: {text}.", remedy="Another program holds it; it is tried again.", retry_after_s=1.0
        )
    return FatalError(f"The database failed: {text}")


def _positional(sql: str, names: Sequence[str]) -> str:
    """`%(name)s` → `%s`, checking that the order of use is the order of `names`."""
    for name in names:
        before, marker, after = sql.partition(f"%({name})s")
        if not marker or "%(" in before:
            raise ValueError(f"parameters are not used once each, in order: {sql}")
        sql = f"{before}%s{after}"
    return sql
