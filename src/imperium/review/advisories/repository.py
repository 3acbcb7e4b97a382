"""The advisories' SQLite file in the data folder. It is built aside and then put in place, so that a review that reads
meanwhile sees the old one or the new one, whole."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import msgspec

from imperium.review.advisories.advisory import Advisory, Affected, covers
from imperium.review.advisories.ecosystem import Ecosystem

FILE = "advisories.sqlite"
_SCHEMA = """
    CREATE TABLE advisories (id TEXT PRIMARY KEY, advisory BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE affected (ecosystem TEXT NOT NULL, package TEXT NOT NULL, id TEXT NOT NULL, affected BLOB NOT NULL);
    CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_KEEP = """
    INSERT INTO affected
        SELECT * FROM before.affected WHERE ecosystem NOT IN (SELECT DISTINCT ecosystem FROM main.affected);
    INSERT OR IGNORE INTO advisories
        SELECT * FROM before.advisories WHERE id IN (SELECT id FROM main.affected);
"""
_INDEX = "CREATE INDEX by_package ON affected (ecosystem, package)"
_encoder = msgspec.msgpack.Encoder()
_advisories = msgspec.msgpack.Decoder(Advisory)
_affected = msgspec.msgpack.Decoder(Affected)

Match = tuple[Advisory, Affected]


class AdvisoryRepository:
    """Reads the file at `path`. Use as a context manager. A file that isn't there raises FileNotFoundError."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise FileNotFoundError(path)
        self._database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def __enter__(self) -> AdvisoryRepository:
        return self

    def __exit__(self, *raised: object) -> None:
        self._database.close()

    def matching(self, ecosystem: Ecosystem, package: str, version: str) -> list[Match]:
        """The advisories that a version of a package has, by id."""
        rows = self._database.execute(
            "SELECT a.advisory, f.affected FROM affected f JOIN advisories a USING (id)"
            " WHERE f.ecosystem = ? AND f.package = ? ORDER BY f.id",
            (ecosystem.osv, ecosystem.normal(package)),
        )
        found = [(_advisories.decode(advisory), _affected.decode(affected)) for advisory, affected in rows]
        return [(advisory, affected) for advisory, affected in found if covers(affected, version, ecosystem)]

    def counts(self) -> dict[str, int]:
        """How many advisories there are, by ecosystem."""
        return dict(
            self._database.execute(
                "SELECT ecosystem, count(DISTINCT id) FROM affected GROUP BY 1 ORDER BY 1"
            ).fetchall()
        )

    def taken_at(self) -> str:
        """When they were taken in: a time in ISO 8601."""
        (value,) = self._database.execute("SELECT value FROM kept WHERE name = 'taken_at'").fetchone()
        return str(value)


def write(path: Path, advisories: Iterable[Advisory], taken_at: str) -> None:
    """A new file at `path`. Of advisories with one id the first counts. Of ecosystems that none of them is about, what
    a file that is there holds is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    os.close(handle)
    try:
        _fill(Path(aside), advisories, path, taken_at)
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise


def _fill(aside: Path, advisories: Iterable[Advisory], before: Path, taken_at: str) -> None:
    with closing(sqlite3.connect(aside)) as database:
        database.executescript(_SCHEMA)
        for advisory in advisories:
            _put(database, advisory)
        database.execute("INSERT INTO kept VALUES ('taken_at', ?)", (taken_at,))
        database.commit()
        if before.is_file():
            database.execute("ATTACH ? AS before", (str(before),))
            database.executescript(_KEEP)
        database.execute(_INDEX)


def _put(database: sqlite3.Connection, advisory: Advisory) -> None:
    brief = msgspec.structs.replace(advisory, affected=())
    row = (advisory.id, _encoder.encode(brief))
    if database.execute("INSERT OR IGNORE INTO advisories VALUES (?, ?)", row).rowcount:
        database.executemany(
            "INSERT INTO affected VALUES (?, ?, ?, ?)",
            [(each.ecosystem, each.package, advisory.id, _encoder.encode(each)) for each in advisory.affected],
        )
