"""The whole application on a temporary folder, with a workshop in its registry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson

from imperium.app import Application
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal
from imperium.platform.settings import Settings, load_settings
from imperium.workflows.run import RunState
from imperium.workflows.schemas import WorkflowRequest
from imperium.workflows.service import WorkflowService
from support.waiting import PATIENCE_S
from support.workshop import Workshop

SHORT_WAITS = {"baseDelaySeconds": 0.01, "maxDelaySeconds": 0.02}


class House:
    """An application that runs, and what its workshop has seen."""

    def __init__(self, application: Application, workshop: Workshop) -> None:
        self.application = application
        self.workshop = workshop

    @property
    def workflows(self) -> WorkflowService:
        return self.application.workflows

    async def submit(
        self,
        *stages: dict[str, Any],
        principal: Principal = LOCAL_ADMIN,
        key: str | None = None,
        **request: Any,
    ) -> RunState:
        return await self.workflows.submit(WorkflowRequest(workflow=list(stages), **request), principal, key)

    async def run(self, *stages: dict[str, Any], **request: Any) -> RunState:
        """Submit and wait for the end, or for a pause."""
        return await self.ended(await self.submit(*stages, **request))

    async def ended(self, state: RunState, within_s: float = PATIENCE_S) -> RunState:
        return await self.workflows.wait(state, within_s)


def settings_in(folder: Path, database_url: str | None = None, **sections: Any) -> Settings:
    """The shipped settings, with short waits between tries, and with these sections."""
    path = folder / "settings.json"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps({"resilience": SHORT_WAITS, "storage": {"databaseUrl": database_url}, **sections}))
    return load_settings(path, folder, {})


@asynccontextmanager
async def opened(settings: Settings, workshop: Workshop | None = None) -> AsyncIterator[House]:
    """An application with a workshop, started."""
    application = Application(settings, "test")
    workshop = workshop or Workshop()
    for capability in workshop.capabilities():
        application.platform.registry.add(capability)
    await application.start()
    try:
        yield House(application, workshop)
    finally:
        await application.close()
