"""Long work through one door: a slice hands over a capability's name and inputs, and gets a durable run."""

from __future__ import annotations

from typing import Any, Protocol

from imperium.platform.auth.principal import Principal
from imperium.platform.fair import Priority


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
    ) -> dict[str, Any]:
        """`id`, `status`, `status_url` and `events_url` of the accepted run. Raises InvalidInput before anything is
        stored."""
