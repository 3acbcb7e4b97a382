"""Planning: an objective becomes a workflow. A plan is checked like any other workflow before it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from imperium.platform.auth.principal import Principal
from imperium.workflows.spec import Workflow


@dataclass(frozen=True, slots=True)
class Step:
    """One task of a plan, in words, with what it is expected to take."""

    task: str
    capability: str
    what: str
    seconds: float
    cost_micro_usd: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`by` says who planned: `rules`, or the model. `uncovered` is what was asked for that nothing here can do.

    `cost_micro_usd` is what planning itself cost.
    """

    title: str
    workflow: Workflow
    steps: tuple[Step, ...]
    by: str = "rules"
    brief: dict[str, Any] = field(default_factory=dict)
    uncovered: tuple[str, ...] = ()
    cost_micro_usd: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "by": self.by,
            "brief": self.brief,
            "steps": [
                {
                    "task": step.task,
                    "capability": step.capability,
                    "what": step.what,
                    "estimated_seconds": round(step.seconds, 2),
                    "estimated_cost_micro_usd": step.cost_micro_usd,
                }
                for step in self.steps
            ],
            "uncovered": list(self.uncovered),
            "cost_micro_usd": self.cost_micro_usd,
        }


class Planner(Protocol):
    """Turns an objective into a plan."""

    async def plan(self, objective: str, principal: Principal, budget_micro_usd: int | None) -> Plan:
        """Raises NoModelConnected when nothing here can do any of it without a language model, InvalidInput when no
        plan passed the checks, BudgetExceeded when the cheapest plan costs more than the budget."""
