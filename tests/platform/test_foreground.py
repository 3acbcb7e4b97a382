"""What the event loop commits itself, and what it leaves to the journal's thread."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from imperium.platform import foreground as module
from imperium.platform import journal as journal_module
from imperium.platform.database import Database
from imperium.platform.errors import Conflict
from imperium.platform.foreground import REST, SLOW_S, Foreground
from imperium.platform.journal import SIBLINGS, Entry, Journal
from imperium.platform.statements import Statement, grouped, prepared
from imperium.platform.tables import events as table


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(None, tmp_path)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def light(database: Database) -> Statement:
    """An insert whose rows need not survive a power cut."""
    return prepared(database.engine, insert(table), "events", flushed=False)


@pytest.fixture
def heavy(database: Database) -> Statement:
    return prepared(database.engine, insert(table), "events")


def row(statement: Statement, id: Any) -> Entry:
    return statement.row(stream="s", id=id, type="a", data="{}", at=0.0)


async def stored(database: Database) -> list[int]:
    query = select(table.c.id).order_by(table.c.position)
    return await database.read(lambda connection: list(connection.execute(query).scalars()))


async def test_rows_are_there_for_everybody_when_it_returns(database: Database, light: Statement) -> None:
    foreground = Foreground(database)
    assert foreground.write(grouped([row(light, 1), row(light, 2)]))
    assert await stored(database) == [1, 2]


async def test_a_lock_is_not_waited_for(database: Database, light: Statement, tmp_path: Path) -> None:
    foreground = Foreground(database)
    other = sqlite3.connect(tmp_path / "imperium.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not foreground.write(grouped([row(light, 1)]))
    other.execute("ROLLBACK")
    assert foreground.write(grouped([row(light, 2)]))
    assert await stored(database) == [2]


async def test_of_rows_that_cant_be_written_together_none_is(database: Database, light: Statement) -> None:
    foreground = Foreground(database)
    assert not foreground.write(grouped([row(light, 1), row(light, 1)]))
    assert not foreground.write(grouped([row(light, 2**80)]))
    assert await stored(database) == []
    assert foreground.write(grouped([row(light, 3)]))


async def test_a_slow_disk_is_left_to_the_thread_for_a_while(database: Database, light: Statement) -> None:
    took_s = 2 * SLOW_S
    rests_until = took_s + REST * took_s
    times = iter([0.0, took_s, took_s, 2 * took_s, rests_until - 0.1, rests_until, rests_until])
    foreground = Foreground(database, lambda: next(times))
    assert foreground.write(grouped([row(light, 1)]))
    assert foreground.write(grouped([row(light, 2)]))
    assert not foreground.write(grouped([row(light, 3)]))
    assert foreground.write(grouped([row(light, 4)]))
    assert await stored(database) == [1, 2, 4]


async def test_a_commit_that_was_interrupted_once_is_no_slow_disk(database: Database, light: Statement) -> None:
    times = iter([0.0, 2 * SLOW_S, 1.0, 1.0, 2.0, 2.0 + 2 * SLOW_S, 3.0, 3.0])
    foreground = Foreground(database, lambda: next(times))
    assert [foreground.write(grouped([row(light, number)])) for number in range(4)] == [True] * 4


async def test_the_journal_writes_few_light_rows_without_its_thread(database: Database, light: Statement) -> None:
    journal = Journal(database)
    journal.start()
    told: list[str] = []
    appended = journal.append(row(light, 1), row(light, 2), on_commit=lambda: told.append("committed"))
    journal._end_turn()
    assert appended.done()
    assert (await stored(database), told) == ([1, 2], ["committed"])
    await journal.close()


async def test_light_rows_do_not_overtake_heavy_ones(database: Database, light: Statement, heavy: Statement) -> None:
    journal = Journal(database)
    journal.start()
    first = journal.append(row(heavy, 1))
    journal._end_turn()
    second = journal.append(row(light, 2))
    journal._end_turn()
    await second
    assert first.done()
    assert await stored(database) == [1, 2]
    await journal.close()


async def test_a_light_row_that_is_refused_hurts_only_its_own_append(database: Database, light: Statement) -> None:
    journal = Journal(database)
    journal.start()
    fine, refused = journal.append(row(light, 1)), journal.append(row(light, 1))
    await fine
    with pytest.raises(Conflict):
        await refused
    assert await stored(database) == [1]
    await journal.close()


async def test_many_light_rows_are_the_threads(database: Database, light: Statement) -> None:
    journal = Journal(database, gather_s=600)
    journal.start()
    journal._handed_over_at = asyncio.get_running_loop().time()  # so that those that follow are gathered
    many = [journal.append(row(light, id), siblings=SIBLINGS) for id in range(journal_module.MOST_IN_PLACE + 1)]
    journal._end_turn()
    assert not any(one.done() for one in many)
    await asyncio.gather(*many)
    assert len(await stored(database)) == len(many)
    await journal.close()


async def test_a_lone_light_row_is_written_when_append_returns(database: Database, light: Statement) -> None:
    journal = Journal(database)
    journal.start()
    assert journal.append(row(light, 1)).done()
    assert await stored(database) == [1]
    await journal.close()


async def test_who_is_cancelled_while_waiting_hears_of_it_when_the_rows_are_written(
    database: Database, heavy: Statement
) -> None:
    journal = Journal(database)
    journal.start()
    appended = journal.append(row(heavy, 1))

    async def wait() -> None:
        await appended

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await stored(database) == [1]
    await journal.close()


async def test_what_the_loop_committed_reaches_the_database_file_in_time(
    database: Database, light: Statement, heavy: Statement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECKPOINT_EVERY", 5)
    journal = Journal(database)
    journal.start()
    for number in range(5):
        await journal.append(row(light, number))
    await journal.append(row(heavy, 5))  # after the checkpoint, since the thread does one after the other
    copied = shutil.copy(tmp_path / "imperium.sqlite", tmp_path / "copied.sqlite")  # without the write-ahead log
    with sqlite3.connect(copied) as file:
        assert [id for (id,) in file.execute("SELECT id FROM events")][:5] == [0, 1, 2, 3, 4]
    await journal.close()
