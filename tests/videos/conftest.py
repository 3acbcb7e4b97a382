"""A real context: a folder of artifacts and one worker process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from imperium.videos.capabilities import CAPABILITIES
from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Registry
from imperium.platform.workers import Workers


@pytest.fixture
async def context(tmp_path: Path) -> AsyncIterator[Context]:
    workers = Workers(slots=1)
    yield Context(LOCAL_ADMIN, ArtifactStore(tmp_path / "artifacts"), workers, Registry(CAPABILITIES))
    await workers.close()
