"""The journal: one group-commit writer for everything that must not be lost.

Callers append rows and await durability; all that wait at the same moment share one transaction. On SQLite the
transaction is flushed to the disk (`synchronous=FULL`), so a committed row survives a power cut, not only a kill; rows
that only have to survive a kill are committed without that wait when they are alone, and by the event loop itself when
they are few and the writer has nothing else to do.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any

from msgspec import Struct
from sqlalchemy import Delete, Insert, Update

from imperium.platform.database import Database
from imperium.platform.database_errors import classified
from imperium.platform.errors import Conflict, ImperiumError, TransientError
from imperium.platform.foreground import Foreground
from imperium.platform.statements import Entry, Groups, Statement, execute, grouped, prepared

__all__ = ["Entry", "Journal", "Statement"]

MAX_BATCH = 1_000
LOCKED_TRIES = 4  # each waits SQLite's busy timeout of 5 s
MOST_IN_PLACE = 32  # units; more of them hold the event loop up for longer than waking the thread takes
GATHER_S = 0.005
SIBLINGS = 4
"""Where so many others will append soon, what follows a transaction this closely waits so long for them, or until half
of them are there: a transaction costs four times as much as one more row in it. PostgreSQL calls it `commit_delay` and
`commit_siblings`."""


class _Durable(asyncio.Future[None]):
    """Ends when rows are written. Who is cancelled while waiting for it is told so when it has ended."""

    def cancel(self, msg: Any | None = None) -> bool:
        return False


class _Unit(Struct, frozen=True):
    """Entries that are written together or not at all."""

    entries: tuple[Entry, ...]
    durable: _Durable | None
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
        self._foreground: Foreground | None = None
        self._beside = 0
        self._checkpoint_is_due = False

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._foreground = Foreground(self._database) if self._database.is_sqlite else None
        self._thread = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Write what was appended, then stop."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._end_turn()
            self._queue.put(None)
            await asyncio.to_thread(thread.join)
        if self._foreground is not None:
            self._foreground.close()
            self._foreground = None

    def prepare(
        self, statement: Insert | Update | Delete, table: str, key: tuple[str, ...] = (), *, flushed: bool = True
    ) -> Statement:
        """Compile a write once for this database. Each value must be a bound parameter. `key` names an upsert's
        primary key, `flushed` says whether a row must survive a power cut (SQLite; PostgreSQL's always do)."""
        return prepared(self._database.engine, statement, table, key, flushed)

    def append(
        self, *entries: Entry, on_commit: Callable[[], None] | None = None, siblings: int = 0
    ) -> asyncio.Future[None]:
        """A future that ends when all entries are durable; `on_commit` is called just before, on the event loop. Who
        waits for it and is cancelled hears of that when it has ended. `siblings` says how many others are at work that
        will append, too: it pays to wait a moment for them.

        It raises StorageFull, TransientError (database locked, or the journal closed) or Conflict (a constraint).
        Entries of one call are atomic. Calls for the same table take effect in the order in which they were made.
        """
        if self._thread is None or self._loop is None:
            raise TransientError("The journal is closed.", remedy="Try again when the server is up.")
        durable = _Durable(loop=self._loop)
        self._hand_in(_Unit(entries, durable, on_commit), siblings)
        return durable

    def note(self, *entries: Entry, on_commit: Callable[[], None] | None = None) -> None:
        """Append without waiting; a failure is nobody's."""
        self._hand_in(_Unit(entries, None, on_commit))

    def _hand_in(self, unit: _Unit, siblings: int = 0) -> None:
        """What is appended in one turn of the event loop reaches the writer together, or what comes while siblings are
        waited for. Whoever has none waits for nobody, and is done at once where that can be had."""
        if siblings < SIBLINGS and not self._turn and self._written_in_place((unit,)):
            _resolve((unit,), (None,))
            return
        self._turn.append(unit)
        if self._loop is None:
            return
        waits = siblings >= SIBLINGS and 2 * len(self._turn) <= siblings
        if waits and self._loop.time() - self._handed_over_at < self._gather_s:
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
        units, self._turn = self._turn, []
        if not units:
            return
        if self._loop is not None:
            self._handed_over_at = self._loop.time()
        if self._written_in_place(units):
            _resolve(units, [None] * len(units))
        else:
            self._beside += len(units)
            self._queue.put(units)

    def _written_in_place(self, units: Sequence[_Unit]) -> bool:
        foreground = self._foreground
        if foreground is None or self._beside or len(units) > MOST_IN_PLACE:
            return False  # what the thread has must not be overtaken
        began, entries = time.perf_counter(), _entries(units)
        groups = grouped(entries)
        if any(statement.flushed for statement, _ in groups) or not foreground.write(groups):
            return False
        self._observe(time.perf_counter() - began, len(entries))
        if foreground.is_checkpoint_due:
            self._checkpoint_is_due = True
            self._queue.put([])
        return True

    def _on_written(self, units: Sequence[_Unit], outcomes: Sequence[ImperiumError | None]) -> None:
        self._beside -= len(units)
        _resolve(units, outcomes)

    # ── the writer's thread ──────────────────────────────────────────────────────────────────────────────────

    def _write_all(self) -> None:
        open_end = True
        while open_end:
            units, open_end = self._take()
            if self._checkpoint_is_due:
                self._checkpoint()
            if not units:
                continue
            outcomes = self._commit(units)
            assert self._loop is not None
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._on_written, units, outcomes)
        self._disconnect()

    def _checkpoint(self) -> None:
        """For what the event loop has committed, which itself waits for no disk."""
        self._checkpoint_is_due = False
        with contextlib.suppress(self._database.driver_error):
            self._connected().execute("PRAGMA wal_checkpoint(PASSIVE)")

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
        self._observe(time.perf_counter() - started, len(_entries(units)))
        return [None] * len(units)

    def _transaction(self, units: Sequence[_Unit]) -> None:
        """Write all units or none; a locked database is waited for, a lost connection opened again."""
        groups = grouped(_entries(units))
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
            execute(cursor, statement, rows)
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


def _entries(units: Sequence[_Unit]) -> list[Entry]:
    return [entry for unit in units for entry in unit.entries]


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


def _is_of_one_unit(error: Exception) -> bool:
    """Whether single values are to blame: a constraint, or what no column can hold. The other units are innocent."""
    return isinstance(classified(error), Conflict)
