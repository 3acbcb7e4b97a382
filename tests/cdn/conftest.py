from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.shelf import Shelf, filled


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shelf(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shelf]:
    async with filled(tmp_path_factory.mktemp("shelf")) as found:
        yield found
