"""What users do with strategies: ask for one, start it, see how good they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imperium.brain.estimates import Estimates
from imperium.brain.repository import PlanRepository
from imperium.brain.schemas import BrainMetrics, StrategizeRequest
from imperium.brain.strategist import Strategist
from imperium.brain.strategy import Strategy
from imperium.kit.money import MICRO
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import InvalidInput
from imperium.platform.journal import Journal
from imperium.platform.telemetry import metrics
from imperium.workflows.plan import Plan, Step
from imperium.workflows.run import RunState
from imperium.workflows.schemas import WorkflowRequest
from imperium.workflows.service import WorkflowService

LEAST_S, MOST_S = 300.0, 86_400.0
PATIENCE = 4
"""A run is given so many times its pessimistic duration, as far as the deadline and a run's limit allow."""
DEAREST_RUN_USD = 1_000_000


class Brain:
    """One for the process. A tenant sees its own plans and no others."""

    def __init__(
        self,
        strategist: Strategist,
        estimates: Estimates,
        repository: PlanRepository,
        journal: Journal,
        workflows: WorkflowService,
        utilization: Callable[[], dict[str, Any]],
    ) -> None:
        self._strategist = strategist
        self._estimates = estimates
        self._repository = repository
        self._journal = journal
        self._workflows = workflows
        self._utilization = utilization

    async def strategize(self, request: StrategizeRequest, principal: Principal) -> Strategy:
        """A plan that passes its simulation, remembered as made. Raises InvalidInput, NoModelConnected."""
        strategy = await self._strategist.strategy(request.ask(), principal)
        plan = strategy.simulation
        await self._journal.append(
            self._repository.made(
                strategy.id,
                principal.tenant,
                strategy.objective,
                strategy.kind,
                strategy.goals,
                seconds=plan.duration.likely,
                cost_micro_usd=plan.cost.likely,
            )
        )
        metrics.PLANS.labels("made").inc()
        return strategy

    async def start(
        self, strategy: Strategy, request: StrategizeRequest, principal: Principal, key: str | None = None
    ) -> RunState:
        """Run a strategy. Raises InvalidInput where it isn't all of what was wanted, or something is left unsaid."""
        _check_is_whole(strategy)
        state = await self._workflows.start_plan(_plan(strategy), _run_request(strategy, request), principal, key=key)
        self._journal.note(self._repository.started(strategy.id, state.id))
        metrics.PLANS.labels("started").inc()
        return state

    async def metrics(self, principal: Principal) -> BrainMetrics:
        rows = await self._repository.totals(principal.tenant)
        kinds = sorted({row["kind"] for row in rows})
        by_type = {kind: _counted([row for row in rows if row["kind"] == kind]) for kind in kinds}
        plans = {**_counted(rows), "by_type": by_type}
        return BrainMetrics(
            plans=plans, estimates={"tasks": self._estimates.overview()}, utilization=self._utilization()
        )


def _check_is_whole(strategy: Strategy) -> None:
    for violation in strategy.violations:
        raise InvalidInput(
            f"The whole plan can't be started within the constraints. {violation.detail}",
            field=violation.field,
            value=violation.value,
            remedy=f"{violation.remedy} Or send the nearest plan's workflow to POST /workflow.",
        )
    for question in strategy.questions:
        raise InvalidInput(
            f"It can't be started before {question.needed} is known.", field=question.field, remedy=question.remedy
        )


def _plan(strategy: Strategy) -> Plan:
    slots = strategy.simulation.slots
    steps = (
        Step(s.piece.id, s.piece.task.model, s.piece.what, s.piece.duration.likely, s.piece.cost.likely) for s in slots
    )
    return Plan(
        title=strategy.title,
        workflow=strategy.workflow,
        steps=tuple(steps),
        by=strategy.by,
        brief={"plan_id": strategy.id, "type": strategy.kind, "goals": list(strategy.goals)},
        uncovered=strategy.uncovered,
        cost_micro_usd=strategy.planning_cost_micro_usd,
    )


def _run_request(strategy: Strategy, request: StrategizeRequest) -> WorkflowRequest:
    """What is left of the budget for the work itself, and the time that the run may take at most."""
    constraints = strategy.constraints
    budget = constraints.budget_micro_usd
    left = None if budget is None else budget - (strategy.media_micro_usd or 0) + strategy.planning_cost_micro_usd
    patience = max(LEAST_S, PATIENCE * strategy.simulation.duration.pessimistic)
    return WorkflowRequest(
        objective=strategy.objective,
        priority=request.priority,
        budget_usd=None if left is None else min(left / MICRO, DEAREST_RUN_USD),
        timeout_seconds=min(patience, constraints.deadline_s or MOST_S, MOST_S),
    )


def _counted(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """How many were made, started and what became of them; what those that worked were expected to take, and took."""
    by_status = {status: sum(row["plans"] for row in rows if row["status"] == status) for status in STATUSES}
    worked = [row for row in rows if row["status"] == "succeeded"]
    ended = by_status["succeeded"] + by_status["failed"]
    total = sum(by_status.values())
    return {
        "made": total,
        "started": total - by_status["made"],
        **{status: by_status[status] for status in STATUSES[2:]},
        "success_rate": round(by_status["succeeded"] / ended, 4) if ended else None,
        "estimated_seconds": round(sum(row["seconds"] for row in worked), 3),
        "real_seconds": round(sum(row["real_seconds"] for row in worked), 3),
        "estimated_cost_micro_usd": int(sum(row["cost"] for row in worked)),
        "real_cost_micro_usd": int(sum(row["real_cost"] for row in worked)),
    }


STATUSES = ("made", "started", "succeeded", "failed", "cancelled")
