from collections.abc import Iterator

import pytest

from support.forge import Forge
from support.upstream_fixtures import plain_logs, provider

__all__ = ["plain_logs", "provider"]


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    forge = Forge()
    yield forge
    forge.close()
