"""Where everything is kept: opened by address, owned by one process, and its failures in our own words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from imperium.platform.database import Database, SingleOwner, owner_address
from imperium.platform.errors import Conflict, DataCorrupted, InvalidInput, TransientError
from imperium.platform.tables import events
from support.waiting import seen

HOLD = """
import sys, time
from pathlib import Path
from imperium.platform.database import Database, SingleOwner
folder, url = Path(sys.argv[1]), sys.argv[2] or None
owner = SingleOwner(Database(url, folder))
owner.acquire("http://127.0.0.1:1234")
print("held", flush=True)
time.sleep(600)
"""


def test_one_process_owns_a_database_until_it_dies(tmp_path: Path, database_url: str | None) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path), database_url or ""], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    database = Database(database_url, tmp_path)
    owner = SingleOwner(database)
    with pytest.raises(Conflict) as caught:
        owner.acquire("http://127.0.0.1:5678")
    assert caught.value.remedy
    if database_url is None:
        assert "http://127.0.0.1:1234" in caught.value.detail
        assert owner_address(tmp_path) == "http://127.0.0.1:1234"
    other.kill()
    other.wait()
    other.stdout.close()
    _acquired(owner)
    if database_url is None:
        assert owner_address(tmp_path) == "http://127.0.0.1:5678"
    owner.release()
    assert owner_address(tmp_path) is None
    database.close()


def _acquired(owner: SingleOwner) -> None:
    """PostgreSQL takes a moment to notice that a client is gone."""

    def holds() -> bool:
        try:
            owner.acquire("http://127.0.0.1:5678")
        except Conflict:
            return False
        return True

    seen(holds, step_s=0.01)


def test_nobody_owns_an_empty_folder(tmp_path: Path) -> None:
    assert owner_address(tmp_path) is None


async def test_reads_fail_in_our_own_words(tmp_path: Path, database_url: str | None) -> None:
    database = Database(database_url, tmp_path)
    database.migrate()
    row = {"stream": "s", "id": 1, "type": "t", "data": "{}", "at": 0.0}
    await database.read(lambda connection: connection.execute(insert(events), row))
    with pytest.raises(Conflict):
        await database.read(lambda connection: connection.execute(insert(events), row))
    count = await database.read(lambda connection: connection.execute(text("SELECT count(*) FROM events")).scalar())
    assert count == 1
    database.close()


async def test_a_database_that_is_none_is_corrupt(tmp_path: Path) -> None:
    (tmp_path / "imperium.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(DataCorrupted):
        await Database(None, tmp_path).read(lambda connection: connection.execute(text("SELECT 1")))


async def test_a_server_that_does_not_answer_may_later(tmp_path: Path) -> None:
    database = Database(f"postgresql://nobody@/none?host={tmp_path}", tmp_path)
    with pytest.raises(TransientError):
        await database.read(lambda connection: connection.execute(text("SELECT 1")))


@pytest.mark.parametrize("url", ["mysql://x@y/z", "nonsense", "oracle://x"])
def test_another_kind_of_database_is_refused_with_what_to_write(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        Database(url, tmp_path)
    assert caught.value.field == "DATABASE_URL"
    assert "postgresql://" in (caught.value.remedy or "")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_way_to_write_a_postgresql_address_is_taken(scheme: str, tmp_path: Path) -> None:
    database = Database(f"{scheme}://u:p@h/n", tmp_path)
    assert database.url.drivername == "postgresql+psycopg"
    assert not database.is_sqlite
