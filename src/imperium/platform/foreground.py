"""Small transactions that are committed on the event loop itself, where waking the writer's thread would cost more.

Only rows that need not survive a power cut: committing them waits for no disk, since SQLite's write-ahead log is then
flushed at checkpoints alone, and those are the thread's. Whatever stands in the way (a lock, a full disk, a constraint)
is left to the thread, which knows what to do.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from imperium.platform.database import Database
from imperium.platform.statements import Groups, execute

PRAGMAS = ("synchronous=NORMAL", "wal_autocheckpoint=0", "busy_timeout=0", "cache_size=-512")
SLOW_S, REST = 0.005, 100
"""A disk on which two commits in a row take longer than SLOW_S makes others wait: for REST times as long the thread
commits all, so that the loop never loses more than some hundredths of its time. One alone may have been interrupted."""
CHECKPOINT_EVERY = 1_000
"""Commits, of some eight pages each: as rare as SQLite's own checkpoints are here (`wal_autocheckpoint`)."""


class Foreground:
    """A connection of its own, for SQLite. To be used from one thread."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.perf_counter) -> None:
        pooled = database.engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        connection.isolation_level = None  # transactions begin where `write` says
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        self._connection = connection
        self._driver_error = database.driver_error
        self._clock = clock
        self._rests_until = 0.0
        self._was_slow = False
        self._commits = 0

    def write(self, groups: Groups) -> bool:
        """Whether all rows are written; else none is."""
        began = self._clock()
        if began < self._rests_until:
            return False
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            for statement, rows in groups:
                execute(cursor, statement, rows)
            cursor.execute("COMMIT")
        except (self._driver_error, OverflowError, ValueError, TypeError):
            self._rollback()
            return False
        self._commits += 1
        took = self._clock() - began
        is_slow = took > SLOW_S
        if is_slow and self._was_slow:
            self._rests_until = began + REST * took
        self._was_slow = is_slow
        return True

    @property
    def is_checkpoint_due(self) -> bool:
        """Once in CHECKPOINT_EVERY commits."""
        due = self._commits >= CHECKPOINT_EVERY
        if due:
            self._commits = 0
        return due

    def close(self) -> None:
        with contextlib.suppress(self._driver_error):
            self._connection.close()

    def _rollback(self) -> None:
        with contextlib.suppress(self._driver_error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
