"""What a database driver raises, as one of our errors."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError

from imperium.platform.errors import Conflict, DataCorrupted, FatalError, ImperiumError, StorageFull, TransientError

FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}  # a write that the disk refuses can be reported as either
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN}
CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
UNSTORABLE = OverflowError | UnicodeEncodeError  # a number beyond 64 bits, half of a surrogate pair


def classified(error: Exception) -> ImperiumError:
    """Conflict (a constraint, or a value that no column holds), StorageFull, TransientError (busy, or not reached),
    DataCorrupted, else FatalError. One of ours stays as it is."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, Exception):
        return classified(error.orig)
    if isinstance(error, ImperiumError):
        return error
    if isinstance(error, sqlite3.IntegrityError | psycopg.IntegrityError | psycopg.DataError | UNSTORABLE):
        return Conflict(f"The database refused a row: {error}")
    result = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte; the rest says in which place
    if isinstance(error, psycopg.errors.DiskFull) or result in FULL:
        return StorageFull(
            f"The database can't be written: {error}.",
            remedy="Free disk space; what was running goes on by itself when there is room.",
            retry_after_s=5.0,
        )
    if isinstance(error, psycopg.OperationalError) or result in BUSY:
        return TransientError(
            f"The database is busy: {error}.", remedy="Another program holds it; it is tried again.", retry_after_s=1.0
        )
    if result in CORRUPT:
        return DataCorrupted(f"The database can't be read: {error}.", remedy="Restore it from a backup.")
    return FatalError(f"The database failed: {type(error).__name__}: {error}")
