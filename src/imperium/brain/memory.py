"""What each tenant's plans have taught: which goals an objective leads to, and the plan that worked for one like it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from msgspec import Struct

from imperium.brain.goal import Precedent
from imperium.brain.plan_learner import Example, PlanLearner
from imperium.brain.repository import PlanRepository, Worked

REMEMBERED = 256
"""The latest plans of a tenant that count: learning them anew takes some 50 ms."""
TENANTS = 32
RELATED = 0.3
"""Objectives less similar than this have nothing to do with each other."""


class _Taught(Struct):
    plans: list[Worked]
    learner: PlanLearner


class PlanMemory:
    """What was learned is kept for the tenants that asked last, and learned anew when one of their plans worked."""

    def __init__(self, repository: PlanRepository) -> None:
        self._repository = repository
        self._taught: OrderedDict[str, _Taught] = OrderedDict()
        self._news = 0

    async def precedent(self, objective: str, tenant: str) -> Precedent | None:
        """What worked for the objective that is most like this one; None where nothing like it has."""
        taught = await self._of(tenant)
        proposal = taught.learner.propose(objective)
        if proposal.similar is None or proposal.similarity < RELATED:
            return None
        nearest = taught.plans[proposal.similar]
        return Precedent(
            plan_id=nearest.id,
            objective=nearest.objective,
            similarity=proposal.similarity,
            confidence=proposal.confidence,
            goals=proposal.steps,
            seconds=nearest.seconds,
            cost_micro_usd=nearest.cost_micro_usd,
        )

    def forget(self, tenant: str) -> None:
        """There is something new to learn."""
        self._news += 1
        self._taught.pop(tenant, None)

    async def _of(self, tenant: str) -> _Taught:
        if (known := self._taught.get(tenant)) is not None:
            self._taught.move_to_end(tenant)
            return known
        news = self._news
        plans = await self._repository.worked(tenant, REMEMBERED)
        learned = await asyncio.to_thread(_learned, plans)
        if news == self._news:
            self._keep(tenant, learned)
        return learned

    def _keep(self, tenant: str, learned: _Taught) -> None:
        self._taught[tenant] = learned
        if len(self._taught) > TENANTS:
            self._taught.popitem(last=False)


def _learned(plans: list[Worked]) -> _Taught:
    return _Taught(plans, PlanLearner([Example(plan.objective, plan.goals) for plan in plans], {}))
