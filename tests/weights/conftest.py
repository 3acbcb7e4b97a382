"""Weights of random numbers, and a worker process that is shared: PyTorch takes seconds to load."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Registry
from imperium.platform.workers import Workers


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the SDXL `tiny` and the ControlNet `edges`."""
    from tests.weights.tiny_sdxl import build

    folder = tmp_path_factory.mktemp("weights")
    build(folder, tmp_path_factory.mktemp("scratch"))
    return folder


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def workers() -> AsyncIterator[Workers]:
    pool = Workers(slots=1)
    yield pool
    await pool.close()


@pytest.fixture
def context(tmp_path: Path, workers: Workers) -> Context:
    return Context(LOCAL_ADMIN, ArtifactStore(tmp_path / "artifacts"), workers, Registry())
