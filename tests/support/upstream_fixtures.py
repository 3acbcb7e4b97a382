"""What tests of the whole application share."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from imperium.chat import service as chat_service
from imperium.images import capabilities as image_capabilities
from support.upstream_app import PAINT, Provider, Running, serving, settings_in
from support.waiting import PATIENCE_S


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


@pytest.fixture(autouse=True)
def patient() -> Iterator[pytest.MonkeyPatch]:
    """A message is sorted and its work planned before it is acknowledged, however slow the machine; where the hurry is
    the point, `undo` it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chat_service, "CATEGORIZE_WITHIN_S", PATIENCE_S)
        patch.setattr(chat_service, "PLAN_WITHIN_S", PATIENCE_S)
        yield patch


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Running]:
    """The application with no model connected."""
    async with serving(settings_in(tmp_path)) as running:
        yield running
