"""A real context: a folder of artifacts and one worker process, shared by the tests of a module."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from imperium.intelligences.web_app_builder.capabilities import CAPABILITIES
from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Registry
from imperium.platform.workers import Workers


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def workers() -> AsyncIterator[Workers]:
    pool = Workers(slots=1)
    yield pool
    await pool.close()


@pytest.fixture
def context(tmp_path: Path, workers: Workers) -> Context:
    return Context(LOCAL_ADMIN, ArtifactStore(tmp_path / "artifacts"), workers, Registry(CAPABILITIES))
