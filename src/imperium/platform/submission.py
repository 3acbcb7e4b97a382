"""Long work through one door: a slice hands over a capability's name and inputs, and gets a durable run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol

from msgspec import Struct
from pydantic import BaseModel

from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Estimate
from imperium.platform.events import Event
from imperium.platform.fair import Priority


class Accepted(BaseModel):
    """Work that goes on: ask at `status_url`, or follow it live at `events_url`."""

    id: str
    status: str
    status_url: str
    events_url: str


class Place(Struct, frozen=True):
    """Where work stands in the line for what it needs, 1 for the next, and for how many seconds as things stand."""

    position: int
    wait_s: float


class Progress(Struct, frozen=True):
    """How far work is; `preview` is a `data:` URL."""

    fraction: float
    message: str
    remaining_s: float | None
    preview: str | None


class Record(Struct, frozen=True):
    """Work that was handed over, as it stands. Times in seconds since the epoch, money in micro-USD."""

    id: str
    origin: str
    status: str
    title: str
    priority: str
    client_id: str | None
    created_at: float
    updated_at: float
    cost_micro_usd: int
    place: Place | None = None
    progress: Progress | None = None
    expected: Estimate | None = None
    seconds: float = 0.0
    engine: str | None = None
    model: str | None = None
    result: Any = None
    artifacts: tuple[dict[str, Any], ...] = ()
    error: dict[str, Any] | None = None

    @property
    def is_over(self) -> bool:
        return self.status in ("succeeded", "failed", "cancelled")


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
        client_id: str | None = None,
        callback_url: str | None = None,
    ) -> Accepted:
        """The accepted run. Raises InvalidInput before anything is stored, Conflict where the idempotency key gave
        other work before."""

    def foresee(self, name: str, inputs: dict[str, Any], principal: Principal) -> tuple[Estimate, Place | None]:
        """What it would take, and where it would stand. Raises InvalidInput, and TooLarge for what can't end in the
        time that its capability is given."""

    async def record(self, run_id: str, principal: Principal, origin: str) -> Record:
        """Work of the principal's tenant that came from there. Raises NotFound, for another's too."""

    async def records(
        self, principal: Principal, origin: str, limit: int, before: str | None = None, **having: str | None
    ) -> list[Record]:
        """The newest first, older than `before`; `having` this `status` and `client_id`. Without results."""

    async def follow(self, run_id: str, principal: Principal, origin: str, after: int) -> AsyncIterator[Event]:
        """What happened after the event with that id, then what happens, until the work has ended. Raises NotFound."""

    async def stop(self, run_id: str, principal: Principal, origin: str) -> Record:
        """Cancel it. Raises NotFound, and Conflict when it has ended."""

    async def ended(self, run_id: str, principal: Principal, origin: str, within_s: float) -> Record:
        """The record once the work is over, or after so long."""
