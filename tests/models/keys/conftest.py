"""Providers at run time over a real database, with the master in a file beside it."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from vault import Vault

from imperium.models.catalog import Catalog
from imperium.models.keys.master import Masters
from imperium.models.keys.runtime import RuntimeProviders
from imperium.platform.database import Database
from imperium.platform.settings import Settings

Configure = Callable[..., Settings]
Open = Callable[..., Awaitable[RuntimeProviders]]


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, Any]:
    return {"keyFile": str(tmp_path / "master" / "key.json")}


@pytest.fixture
def settings(configure: Callable[..., Settings], secrets: dict[str, Any]) -> Settings:
    return configure(secrets=secrets)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database in a folder of its own, also PostgreSQL where a test asks for `database_url`."""
    (tmp_path / "data").mkdir()
    url = request.getfixturevalue("database_url") if "database_url" in request.fixturenames else None
    database = Database(url, tmp_path / "data")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
async def opened(database: Database) -> AsyncIterator[Open]:
    """Opens what runs: the catalog is its `catalog`."""
    running: list[RuntimeProviders] = []

    async def open_with(settings: Settings) -> RuntimeProviders:
        runtime = RuntimeProviders(settings, database.folder, database, Catalog(settings))
        await runtime.start()
        running.append(runtime)
        return runtime

    yield open_with
    for runtime in running:
        await runtime.close()


@pytest.fixture
async def vault() -> AsyncIterator[Vault]:
    server = Vault()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def open_masters(configure: Configure, tmp_path: Path) -> AsyncIterator[Callable[..., Masters]]:
    made: list[Masters] = []

    def open_with(used: bool = False, **secrets: Any) -> Masters:
        async def in_use(kind: str) -> bool:
            return used

        made.append(Masters(configure(secrets=secrets).secrets, tmp_path / "data", in_use))
        return made[-1]

    yield open_with
    for masters in made:
        await masters.close()
