"""What tests of the whole application share."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from imperium.images import capabilities as image_capabilities
from support.upstream_app import PAINT, Provider, Running, serving, settings_in


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> Iterator[None]:
    """structlog's own tracebacks take a second each to draw."""
    structlog.configure(processors=[structlog.processors.JSONRenderer(default=repr)])
    yield
    structlog.reset_defaults()


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    upstream = Provider()
    await upstream.start()
    yield upstream
    await upstream.stop()


@pytest.fixture(autouse=True)
def painter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures in a millisecond, by a capability of its own."""
    monkeypatch.setattr(image_capabilities, "CAPABILITIES", (PAINT,))


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Running]:
    """The application with no model connected."""
    async with serving(settings_in(tmp_path)) as running:
        yield running
