"""The database: SQLite in write-ahead mode by default, PostgreSQL by `DATABASE_URL`. Tables live in the slices.

Reads go through `Database.read` in a thread; everything that is appended goes through the journal.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from imperium.platform.database_errors import classified
from imperium.platform.errors import Conflict, InvalidInput

T = TypeVar("T")

metadata = MetaData()
"""Every slice's tables. The migrations bring a database to exactly this."""

LOCK_KEY = 0x1A9E_2141  # arbitrary, ours: the advisory lock of the one process that runs the journal engine

PACKAGE = Path(__file__).parents[1]
MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]
"""The revision that the migrations lead to: their files begin with its number."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "wal_autocheckpoint=8000",  # pages: checkpoints are rarer, and hot pages are copied once instead of eight times
)
SQLITE_OPTIONS = {"check_same_thread": False, "timeout": 5.0, "cached_statements": 512}
"""Room in the statement cache for the journal's inserts: one statement for every size of a bulk."""
AS_THEY_ARE: Mapping[type, Callable[[Any], Any]] = {bool: int, bytes: bytes, NoneType: {}.get}
"""What SQLite takes needs no adapter: but where none is named, the driver looks for one each time, by an exception. An
empty dictionary gives None for None, without a frame."""


class Database:
    """An open database. `url` is SQLAlchemy's, or a path-less `sqlite` file inside `folder` by default."""

    def __init__(self, url: str | None, folder: Path) -> None:
        self.url = make_url(_with_driver(url) if url else f"sqlite:///{folder / 'imperium.sqlite'}")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.folder = folder
        self.engine = _connect(self.url.render_as_string(hide_password=False), self.is_sqlite)

    @property
    def driver_error(self) -> type[Exception]:
        """What every error of this database's driver is."""
        error: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        return error

    def migrate(self) -> None:
        """Bring the schema up to date. Safe to call at every start."""
        revision = self._revision()
        if revision is None and self.is_sqlite:
            self._create()
        elif revision != NEWEST:
            self.upgrade()

    def upgrade(self) -> None:
        """By the migrations, one after another."""
        from alembic import command  # a tenth of a server's memory, needed once after an update
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _create(self) -> None:
        """What the migrations lead to, at once: every slice's tables in a database that is still empty. They say only
        what SQLite has to know: with another database's options its dialect would be loaded, too."""
        for path in PACKAGE.rglob("tables.py"):
            import_module(".".join([PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts]))
        with self.engine.begin() as connection:
            metadata.create_all(connection)
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (NEWEST,))

    def _revision(self) -> str | None:
        """Of the schema as it is; None for an empty database."""
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run `query` with a connection in a thread; what it changed is committed.

        Raises StorageFull, TransientError (busy, or not reached), Conflict (a constraint), DataCorrupted.
        """
        return await asyncio.to_thread(self._run, query)

    def _run(self, query: Callable[[Connection], T]) -> T:
        try:
            with self.engine.begin() as connection:
                return query(connection)
        except DBAPIError as error:
            raise classified(error) from error

    def close(self) -> None:
        self.engine.dispose()


def _with_driver(url: str) -> str:
    """`postgres://` and `postgresql://` mean psycopg 3 here."""
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    if scheme not in ("postgresql+psycopg", "sqlite") or not separator:
        raise InvalidInput(
            f"DATABASE_URL starts with {scheme!r}.",
            field="DATABASE_URL",
            remedy="Use postgresql://user:password@host/name, or leave it out for SQLite.",
        )
    return url


def _connect(url: str, is_sqlite: bool) -> Engine:
    if not is_sqlite:
        return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8)
    engine = create_engine(url, connect_args=SQLITE_OPTIONS)
    for kind, as_it_is in AS_THEY_ARE.items():
        sqlite3.register_adapter(kind, as_it_is)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


class SingleOwner:
    """Holds the right to run this database's workflows: one process at a time, given back when it dies.

    SQLite: a lock on `owner.lock` beside the file, whose text is the owner's address. PostgreSQL: an advisory lock.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._path = database.folder / "owner.lock"
        self._held: Any = None

    def acquire(self, address: str) -> None:
        """Raises Conflict naming the process that holds it."""
        if self._database.is_sqlite:
            self._lock_file(address)
        else:
            self._lock_advisory()

    def release(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def _lock_file(self, address: str) -> None:
        import fcntl

        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise Conflict(
                f"Another Imperium uses {self._path.parent} ({file.read().strip() or 'just starting'}).",
                remedy="Use that one, stop it, or start with another --data folder.",
            ) from None
        file.truncate(0)
        file.write(address)
        file.flush()
        self._held = file

    def _lock_advisory(self) -> None:
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({LOCK_KEY})").scalar():
            connection.close()
            raise Conflict(
                "Another Imperium runs the workflows of this PostgreSQL database.",
                remedy="Stop it, or use another database.",
            )
        connection.detach()
        self._held = connection


def owner_address(folder: Path) -> str | None:
    """The address of the server that owns this data folder, or None when nobody does."""
    import fcntl

    path = folder / "owner.lock"
    try:
        with path.open("r") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return file.read().strip() or None
    except FileNotFoundError:
        pass
    return None
