"""The contract of a workflow engine. `engines/journal.py` is the embedded one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from imperium.platform.auth.principal import Principal, Role
from imperium.platform.fair import Priority
from imperium.workflows.run import RunState
from imperium.workflows.spec import Workflow

DEFAULT_TIMEOUT_S = 300.0


@dataclass(frozen=True, slots=True)
class RunRequest:
    """Everything needed to run a workflow, now or after a restart. `reused` maps task id → earlier outcome."""

    workflow: Workflow
    principal: Principal
    title: str = "workflow"
    origin: str = "workflow"
    objective: str | None = None
    priority: Priority = "medium"
    budget_micro_usd: int | None = None
    timeout_s: float = DEFAULT_TIMEOUT_S
    plan: dict[str, Any] | None = None
    planning_cost_micro_usd: int = 0
    idempotency_key: str | None = None
    session_id: str | None = None
    forked_from: str | None = None
    reused: dict[str, dict[str, Any]] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)
    """What a client said of it besides: `client_id`, `callback_url`; and `expected`, the estimate it was given."""

    def as_event(self) -> dict[str, Any]:
        """The data of `run.queued`."""
        return {
            **self.workflow.recorded,
            "principal": [self.principal.id, self.principal.tenant, int(self.principal.role)],
            "title": self.title,
            "origin": self.origin,
            "objective": self.objective,
            "priority": self.priority,
            "budget_micro_usd": self.budget_micro_usd,
            "timeout_s": self.timeout_s,
            "plan": self.plan,
            "planning_cost_micro_usd": self.planning_cost_micro_usd,
            "idempotency_key": self.idempotency_key,
            "session_id": self.session_id,
            "forked_from": self.forked_from,
            "reused": self.reused,
            **({"terms": self.terms} if self.terms else {}),
        }


def workflow_of(state: RunState) -> Workflow:
    """The workflow that a run was given."""
    return Workflow.model_validate({key: state.request.get(key, {}) for key in ("workflow", "variables")})


def principal_of(state: RunState) -> Principal:
    """Whom a run acts for."""
    return _principal(*state.request["principal"])


@lru_cache(maxsize=1024)
def _principal(principal_id: str, tenant: str, role: int) -> Principal:
    return Principal(principal_id, tenant, Role(role))


class Engine(Protocol):
    """Runs workflows durably. Every method that changes a run returns after the change is durable."""

    async def start(self) -> None:
        """Take up what an earlier process left."""

    async def close(self) -> None:
        """Stop without ending runs: they go on at the next start."""

    async def submit(self, request: RunRequest) -> RunState:
        """Accept a run. The same tenant's idempotency key gives the run it gave before."""

    async def state(self, run_id: str) -> RunState:
        """Raises NotFound."""

    async def wait(self, run_id: str, timeout_s: float) -> RunState:
        """The state when the run has ended or parked, or after `timeout_s`."""

    async def pause(self, run_id: str) -> RunState:
        """Start nothing more; what is running ends and counts. Raises Conflict when the run has ended."""

    async def resume(self, run_id: str) -> RunState:
        """Go on after a pause, a failure or a cancellation; what succeeded is kept. Raises Conflict."""

    async def cancel(self, run_id: str) -> RunState:
        """Stop at once. Raises Conflict when the run has ended."""

    def depth(self) -> dict[Priority, int]:
        """Runs that wait for a slot, by priority."""

    def running(self) -> int:
        """Runs that hold a slot."""
