"""Rows that replicas share: the newer check wins, and one at a time checks."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from imperium.models.health.repository import HealthRepository
from imperium.models.health.standing import Check, Standing
from imperium.models.tables import provider_health
from imperium.platform.database import Database

GOOD_CHECKS = 3


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    """One of each kind."""
    database = Database(database_url, tmp_path)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def repository(database: Database) -> HealthRepository:
    return HealthRepository(database)


def checked(at: float, good: bool = True) -> Standing:
    return Standing("p").after(Check(at, good, "why", 0.25), GOOD_CHECKS)


async def test_what_is_saved_is_read_again(repository: HealthRepository) -> None:
    assert await repository.save(checked(5.0, good=False))
    assert await repository.all() == [checked(5.0, good=False)]


async def test_the_newer_check_wins(repository: HealthRepository) -> None:
    assert await repository.save(checked(9.0, good=False))
    assert not await repository.save(checked(8.0))
    assert not await repository.save(checked(9.0))
    assert await repository.all() == [checked(9.0, good=False)]
    assert await repository.save(checked(10.0))


async def test_one_at_a_time_checks(repository: HealthRepository) -> None:
    seen = Standing("p")
    assert await repository.claim(seen, "one", 100.0, 140.0)
    assert not await repository.claim(seen, "two", 139.0, 180.0)
    assert await repository.claim(seen, "two", 141.0, 180.0)


async def test_who_was_checked_meanwhile_is_not_checked_again(repository: HealthRepository) -> None:
    seen = Standing("p")
    assert await repository.claim(seen, "one", 100.0, 140.0)
    assert await repository.save(checked(101.0))
    assert not await repository.claim(seen, "two", 102.0, 180.0)
    assert await repository.claim(checked(101.0), "two", 102.0, 180.0)


async def test_of_many_replicas_one_gets_the_lease(repository: HealthRepository, database: Database) -> None:
    claims = await asyncio.gather(
        *(repository.claim(Standing("p"), f"replica-{number}", 1.0, 60.0) for number in range(8))
    )
    assert claims.count(True) == 1
    holder = await database.read(lambda connection: connection.execute(select(provider_health.c.lease_holder)).scalar())
    assert holder == f"replica-{claims.index(True)}"
