"""What a database driver raises, as one of our errors."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from imperium.platform.errors import Conflict, DataCorrupted, FatalError, ImperiumError, StorageFull, TransientError

FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}  # a write that the disk refuses can be reported as either
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN}
CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
PG_DISK_FULL = "53100"  # https://www.postgresql.org/docs/current/errcodes-appendix.html
UNSTORABLE = OverflowError | UnicodeEncodeError  # a number beyond 64 bits, half of a surrogate pair


def classified(error: Exception) -> ImperiumError:
    """Conflict (a constraint, or a value that no column holds), StorageFull, TransientError (busy, or not reached),
    DataCorrupted, else FatalError. One of ours stays as it is."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, Exception):
        return classified(error.orig)
    if isinstance(error, ImperiumError):
        return error
    kinds = {kind.__name__ for kind in type(error).__mro__}  # PEP 249 gives every driver's errors the same names
    is_postgres = hasattr(error, "sqlstate")  # so psycopg need not be loaded where it isn't used
    if isinstance(error, UNSTORABLE) or "IntegrityError" in kinds or (is_postgres and "DataError" in kinds):
        return Conflict(f"The database refused a row: {error}")
    result = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte; the rest says in which place
    if getattr(error, "sqlstate", None) == PG_DISK_FULL or result in FULL:
        return StorageFull(
            f"The database can't be written: {error}.",
            remedy="Free disk space; what was running goes on by itself when there is room.",
            retry_after_s=5.0,
        )
    if (is_postgres and "OperationalError" in kinds) or result in BUSY:
        return TransientError(
            f"The database is busy: {error}.", remedy="Another program holds it; it is tried again.", retry_after_s=1.0
        )
    if result in CORRUPT:
        return DataCorrupted(f"The database can't be read: {error}.", remedy="Restore it from a backup.")
    return FatalError(f"The database failed: {type(error).__name__}: {error}")
