from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.house import House, opened, settings_in


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(settings_in(tmp_path)) as house:
        yield house
