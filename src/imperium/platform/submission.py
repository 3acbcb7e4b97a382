"""Long work through one door: a slice hands over a capability's name and inputs, and gets a durable run."""

from __future__ import annotations

from typing import Any, Protocol

from pydantic import BaseModel

from imperium.platform.auth.principal import Principal
from imperium.platform.fair import Priority


class Accepted(BaseModel):
    """Work that goes on: ask at `status_url`, or follow it live at `events_url`."""

    id: str
    status: str
    status_url: str
    events_url: str


class Submissions(Protocol):
    """What the workflow engine offers to slices that don't know it."""

    async def submit_capability(
        self,
        name: str,
        inputs: dict[str, Any],
        principal: Principal,
        *,
        title: str,
        origin: str,
        priority: Priority = "medium",
        idempotency_key: str | None = None,
    ) -> Accepted:
        """The accepted run. Raises InvalidInput before anything is stored."""
