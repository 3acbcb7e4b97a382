"""The journal: one group-commit writer for everything that must not be lost.

Callers append rows and await durability; all that wait at the same moment share one transaction. On SQLite the
transaction is flushed to the disk (`synchronous=FULL`), so a committed row survives a power cut, not only a kill; rows
that only have to survive a kill are committed without that wait when they are alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from msgspec import Struct
from sqlalchemy import Delete, Insert, Update

from imperium.platform.database import Database
from imperium.platform.database_errors import classified
from imperium.platform.errors import Conflict, ImperiumError, TransientError

MAX_BATCH = 1_000
LARGEST_BULK = 256  # rows of one INSERT: each call into SQLite hands the interpreter lock over and must get it back
LOCKED_TRIES = 4  # each waits SQLite's busy timeout of 5 s
GATHER_S = 0.002
SIBLINGS = 4
"""Where so many others will append soon, what follows a transaction this closely waits so long for them: a transaction
costs four times as much as one more row in it. PostgreSQL calls it `commit_delay` and `commit_siblings`."""


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A compiled write. `parameters` names the values of a row, in order; `bulk(n)` is the SQL for n rows at once, if
    it can be had; `key` are the positions of an upsert's primary key: of rows with the same one the last counts.
    `flushed`: a row survives a power cut; else a kill of the process only, and is written without waiting for the disk.
    """

    table: str
    sql: str
    parameters: tuple[str, ...]
    bulk: Callable[[int], str] | None = None
    key: tuple[int, ...] = ()
    flushed: bool = True

    def row(self, **values: Any) -> Entry:
        """An entry from values by name; every parameter must be given."""
        return Entry(self, tuple([values[name] for name in self.parameters]))


class Entry(Struct, frozen=True):
    """One row to write."""

    statement: Statement
    values: tuple[Any, ...]


Groups: TypeAlias = list[tuple[Statement, list[tuple[Any, ...]]]]


class _Unit(Struct, frozen=True):
    """Entries that are written together or not at all."""

    entries: tuple[Entry, ...]
    durable: asyncio.Future[None] | None
    on_commit: Callable[[], None] | None


class Journal:
    """The writer. `append` from the event loop; a thread commits."""

    def __init__(
        self,
        database: Database,
        observe_commit: Callable[[float, int], None] | None = None,
        gather_s: float = GATHER_S,
    ) -> None:
        self._database = database
        self._gather_s = gather_s
        self._observe = observe_commit or (lambda seconds, rows: None)
        self._queue: SimpleQueue[list[_Unit] | None] = SimpleQueue()
        self._turn: list[_Unit] = []
        self._gathering: asyncio.TimerHandle | None = None
        self._handed_over_at = 0.0
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connection: Any = None
        self._flushing = True

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Write what was appended, then stop."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._end_turn()
            self._queue.put(None)
            await asyncio.to_thread(thread.join)

    def prepare(
        self, statement: Insert | Update | Delete, table: str, key: tuple[str, ...] = (), *, flushed: bool = True
    ) -> Statement:
        """Compile a write once for this database. Each value must be a bound parameter. `key` names an upsert's
        primary key, `flushed` says whether a row must survive a power cut (SQLite; PostgreSQL's always do)."""
        if isinstance(statement, Insert):
            statement = statement.inline()  # nobody reads the numbers that the database gives
        compiled = statement.compile(self._database.engine, column_keys=_given(statement))
        sql, names = str(compiled), compiled.positiontup
        if names is None:  # psycopg names its parameters: %(name)s
            names = list(compiled.params)
            sql = _positional(sql, names)
        bulk = _bulk(sql) if isinstance(statement, Insert) else None
        return Statement(table, sql, tuple(names), bulk, tuple(names.index(name) for name in key), flushed)

    def append(
        self, *entries: Entry, on_commit: Callable[[], None] | None = None, siblings: int = 0
    ) -> asyncio.Future[None]:
        """A future that ends when all entries are durable; `on_commit` is called just before, on the event loop.
        `siblings` says how many others are at work that will append, too: it pays to wait a moment for them.

        It raises StorageFull, TransientError (database locked, or the journal closed) or Conflict (a constraint).
        Entries of one call are atomic. Calls for the same table take effect in the order in which they were made.
        """
        if self._thread is None or self._loop is None:
            raise TransientError("The journal is closed.", remedy="Try again when the server is up.")
        durable: asyncio.Future[None] = self._loop.create_future()
        self._hand_in(_Unit(entries, durable, on_commit), siblings)
        return durable

    def note(self, *entries: Entry, on_commit: Callable[[], None] | None = None) -> None:
        """Append without waiting; a failure is nobody's."""
        self._hand_in(_Unit(entries, None, on_commit))

    def _hand_in(self, unit: _Unit, siblings: int = 0) -> None:
        """What is appended in one turn of the event loop reaches the writer together, or what comes while siblings are
        waited for; whoever has none waits for nobody."""
        self._turn.append(unit)
        if self._loop is None:
            return
        if siblings >= SIBLINGS and self._loop.time() - self._handed_over_at < self._gather_s:
            if len(self._turn) == 1:
                self._gathering = self._loop.call_later(self._gather_s, self._end_turn)
        elif len(self._turn) == 1 or self._gathering is not None:
            self._stop_gathering()
            self._loop.call_soon(self._end_turn)

    def _stop_gathering(self) -> None:
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None

    def _end_turn(self) -> None:
        self._stop_gathering()
        if self._turn:
            self._queue.put(self._turn)
            self._turn = []
            if self._loop is not None:
                self._handed_over_at = self._loop.time()

    # ── the writer's thread ──────────────────────────────────────────────────────────────────────────────────

    def _write_all(self) -> None:
        open_end = True
        while open_end:
            units, open_end = self._take()
            if not units:
                continue
            outcomes = self._commit(units)
            assert self._loop is not None
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(_resolve, units, outcomes)
        self._disconnect()

    def _take(self) -> tuple[list[_Unit], bool]:
        """What has been handed in by now, at least one turn's, and whether more may come."""
        units: list[_Unit] = []
        turn = self._queue.get()
        try:
            while turn is not None:
                units += turn
                if len(units) >= MAX_BATCH:
                    return units, True
                turn = self._queue.get_nowait()
        except Empty:
            return units, True
        return units, False

    def _connected(self) -> Any:
        """The writer's own connection, opened when it is first needed and after it was lost."""
        if self._connection is None:
            pooled = self._database.engine.raw_connection()
            self._connection = pooled.driver_connection
            pooled.detach()
            if self._database.is_sqlite:
                self._connection.isolation_level = None  # transactions begin where `_write` says
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(self._database.driver_error):
                self._connection.close()
            self._connection, self._flushing = None, True

    def _commit(self, units: Sequence[_Unit]) -> list[ImperiumError | None]:
        """What became of each unit. One transaction for all; on a conflict halves, down to the unit that is guilty."""
        started = time.perf_counter()
        try:
            self._transaction(units)
        except Exception as error:  # noqa: BLE001  (a dead writer would leave every caller waiting)
            if len(units) > 1 and _is_of_one_unit(error):
                middle = len(units) // 2
                return [*self._commit(units[:middle]), *self._commit(units[middle:])]
            return [classified(error)] * len(units)
        self._observe(time.perf_counter() - started, sum(len(unit.entries) for unit in units))
        return [None] * len(units)

    def _transaction(self, units: Sequence[_Unit]) -> None:
        """Write all units or none; a locked database is waited for, a lost connection opened again."""
        groups = _grouped(entry for unit in units for entry in unit.entries)
        for attempt in range(1, LOCKED_TRIES + 1):
            try:
                self._write(groups)
                return
            except Exception as error:
                self._rollback()
                if attempt == LOCKED_TRIES or not isinstance(classified(error), TransientError):
                    raise

    def _write(self, groups: Groups) -> None:
        connection = self._connected()
        cursor = connection.cursor()
        if self._database.is_sqlite:
            self._flush(cursor, any(statement.flushed for statement, _ in groups))
            cursor.execute("BEGIN IMMEDIATE")
        for statement, rows in groups:
            _execute(cursor, statement, rows)
        connection.commit()

    def _flush(self, cursor: Any, flushed: bool) -> None:
        """Whether the next transaction waits for the disk. The write-ahead log keeps its order either way."""
        if flushed is not self._flushing:
            cursor.execute(f"PRAGMA synchronous={'FULL' if flushed else 'NORMAL'}")
            self._flushing = flushed

    def _rollback(self) -> None:
        """Undo what was begun. A connection that can't even do that is given up."""
        try:
            if self._connection is not None:
                self._connection.rollback()
        except self._database.driver_error:
            self._disconnect()


def _execute(cursor: Any, statement: Statement, rows: list[tuple[Any, ...]]) -> None:
    """Write all rows, in as few calls as can be."""
    if statement.bulk is None:
        cursor.executemany(statement.sql, rows)
        return
    if statement.key:
        rows = list({tuple(row[position] for position in statement.key): row for row in rows}.values())
    first = 0
    for size in bulk_sizes(len(rows)):
        cursor.execute(statement.bulk(size), list(chain.from_iterable(rows[first : first + size])))
        first += size


def bulk_sizes(rows: int) -> Iterator[int]:
    """Powers of two that add up to `rows`. SQLite keeps a program for every size that it was given; those of all sizes
    up to LARGEST_BULK would be 75 MB for one table of 25 columns, these are 2 MB."""
    while rows:
        size = min(LARGEST_BULK, 1 << (rows.bit_length() - 1))
        yield size
        rows -= size


def _given(statement: Insert | Update | Delete) -> list[str] | None:
    """The columns of an INSERT that the caller gives: all but the one that the database counts up."""
    if not isinstance(statement, Insert):
        return None
    table = statement.table
    return [column.name for column in table.columns if column is not getattr(table, "autoincrement_column", None)]


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
        durable = unit.durable
        if durable is None or durable.done():
            continue
        if error is None:
            durable.set_result(None)
        else:
            durable.set_exception(error)


def _grouped(entries: Iterable[Entry]) -> Groups:
    """Rows by statement. A row joins an earlier group only if nothing else touched its table since."""
    groups: Groups = []
    latest: dict[str, tuple[Statement, list[tuple[Any, ...]]]] = {}
    for entry in entries:
        statement = entry.statement
        group = latest.get(statement.table)
        if group is None or group[0] is not statement:
            group = (statement, [])
            groups.append(group)
            latest[statement.table] = group
        group[1].append(entry.values)
    return groups


def _is_of_one_unit(error: Exception) -> bool:
    """Whether single values are to blame: a constraint, or what no column can hold. The other units are innocent."""
    return isinstance(classified(error), Conflict)


def _positional(sql: str, names: Sequence[str]) -> str:
    """`%(name)s` → `%s`, checking that the order of use is the order of `names`."""
    for name in names:
        before, marker, after = sql.partition(f"%({name})s")
        if not marker or "%(" in before:
            raise ValueError(f"parameters are not used once each, in order: {sql}")
        sql = f"{before}%s{after}"
    return sql
