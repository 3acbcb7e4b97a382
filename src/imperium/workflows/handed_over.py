"""Work that other slices hand over: see `platform/submission.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from msgspec.structs import replace

from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Capability, Estimate
from imperium.platform.errors import Conflict, NotFound, TooLarge
from imperium.platform.events import Event, EventLog
from imperium.platform.fair import Priority
from imperium.platform.submission import Accepted, Place, Record
from imperium.workflows.following import happening
from imperium.workflows.outlook import Outlook
from imperium.workflows.record import record_of, record_of_row
from imperium.workflows.run import RunState
from imperium.workflows.schemas import WorkflowRequest
from imperium.workflows.service import WorkflowService
from imperium.workflows.spec import Workflow, parse_workflow
from imperium.workflows.targets import ModelTargets
from imperium.workflows.variables import literal

FAR_OFF = 2.0
"""A capability may be off by so much in what it foresees; beyond that it can't end in time."""
MARGIN_S = 60.0
"""What a run may take beyond its only task: storing what it made."""


class HandedOver:
    """One capability, one run. `likely(capability, seconds)` corrects what a capability foresees of its own work."""

    def __init__(
        self,
        workflows: WorkflowService,
        targets: ModelTargets,
        outlook: Outlook,
        events: EventLog,
        likely: Callable[[str, float], float] = lambda capability, seconds: seconds,
    ) -> None:
        self._workflows = workflows
        self._targets = targets
        self._outlook = outlook
        self._events = events
        self._likely = likely

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
        capability = self._targets.capability(name, principal)
        expected = self._expected(capability, inputs)
        said = {"client_id": client_id, "callback_url": callback_url}
        terms = {key: value for key, value in said.items() if value is not None}
        state = await self._workflows.start(
            _workflow(name, inputs),
            WorkflowRequest(priority=priority, timeout_seconds=self._limit(capability)),
            principal,
            idempotency_key,
            title=title,
            origin=origin,
            terms={**terms, "expected": [expected.seconds, expected.cost_micro_usd, expected.bytes]},
        )
        if state.request["origin"] != origin:
            raise Conflict(
                "Idempotency-Key: it gave other work before.",
                field="Idempotency-Key",
                remedy="Use a key of its own for each piece of work.",
            )
        url = f"/workflow/{state.id}"
        return Accepted(id=state.id, status=state.status, status_url=url, events_url=f"{url}/events")

    def foresee(self, name: str, inputs: dict[str, Any], principal: Principal) -> tuple[Estimate, Place | None]:
        expected = self._expected(self._targets.capability(name, principal), inputs)
        return expected, self._outlook.next_place()

    async def record(self, run_id: str, principal: Principal, origin: str) -> Record:
        return self._shown(await self._found(run_id, principal, origin))

    async def records(
        self, principal: Principal, origin: str, limit: int, before: str | None = None, **having: str | None
    ) -> list[Record]:
        rows = await self._workflows.page(principal, limit, before, origin=origin, **having)
        return [record_of_row(row) for row in rows]

    async def follow(self, run_id: str, principal: Principal, origin: str, after: int) -> AsyncIterator[Event]:
        return happening(self._events, await self._found(run_id, principal, origin), after)

    async def stop(self, run_id: str, principal: Principal, origin: str) -> Record:
        await self._found(run_id, principal, origin)
        return self._shown(await self._workflows.cancel(run_id, principal))

    async def ended(self, run_id: str, principal: Principal, origin: str, within_s: float) -> Record:
        return self._shown(await self._workflows.wait(await self._found(run_id, principal, origin), within_s))

    async def _found(self, run_id: str, principal: Principal, origin: str) -> RunState:
        state = await self._workflows.get(run_id, principal)
        if state.request["origin"] != origin:
            raise NotFound(f"There is no {origin} {run_id[:80]!r}.", field="id")
        return state

    def _shown(self, state: RunState) -> Record:
        if state.is_final:
            return record_of(state)
        return record_of(state, self._outlook.place(state.id), self._outlook.progress(state.id))

    def _expected(self, capability: Capability[Any], inputs: dict[str, Any]) -> Estimate:
        """What like work took. What its capability itself takes to need longer than it is given isn't begun."""
        declared = capability.estimate(capability.parse(inputs))
        if declared.seconds > capability.timeout_s * FAR_OFF:
            raise TooLarge(
                f"This would take about {declared.seconds:,.0f} s, and is given {capability.timeout_s:,.0f} s.",
                field="resolution" if "resolution" in capability.inputs.model_fields else None,
                limit=capability.timeout_s,
                size=round(declared.seconds),
                remedy="Ask for a smaller size, a shorter duration or a lower quality.",
            )
        return replace(declared, seconds=round(self._likely(capability.name, declared.seconds), 2))

    def _limit(self, capability: Capability[Any]) -> float:
        return max(self._workflows.default_timeout_s, capability.timeout_s + MARGIN_S)


def _workflow(name: str, inputs: dict[str, Any]) -> Workflow:
    task = {"model": name, "output_variable": "result", "config": {"params": literal(inputs)}}
    return parse_workflow({"workflow": [{"type": "inline", "tasks": [task]}]})
