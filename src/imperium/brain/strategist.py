"""Makes strategies: has every way to an objective simulated, and gives the best one that passes.

Ways come from methods, from what worked before, and from a language model where one is asked. Whoever proposed them,
the same simulation judges them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from msgspec.structs import replace as changed

from imperium.brain.constraints import Constraints
from imperium.brain.desk import Ask, Desk, House, Way
from imperium.brain.goal import Precedent
from imperium.brain.memory import PlanMemory
from imperium.brain.strategy import Strategy
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import ImperiumError
from imperium.workflows.plan import Plan, Planner
from imperium.workflows.planner import RulePlanner

MOST_WAYS = 8
"""So many ways to the objective are simulated at most."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a language model said when it was asked for a plan."""

    plan: Plan | None = None
    notes: tuple[str, ...] = ()
    cost_micro_usd: int = 0


class Strategist:
    """One for the process."""

    def __init__(
        self,
        house: House,
        rules: RulePlanner,
        model: Planner,
        memory: PlanMemory,
    ) -> None:
        self._house = house
        self._rules = rules
        self._model = model
        self._memory = memory

    async def strategy(self, ask: Ask, principal: Principal) -> Strategy:
        """The best plan that passes.

        Raises:
            InvalidInput: nothing of it can be done within the constraints; names the first that can't be kept.
            NoModelConnected: nothing here can do any of it without a language model.
        """
        precedent = await self._memory.precedent(ask.objective, principal.tenant)
        proposed = await self._proposed(ask, principal) if ask.use_model else Proposed()
        left = replace(ask, constraints=_less(ask.constraints, proposed.cost_micro_usd))
        strategy = await asyncio.to_thread(self._planned, left, principal, precedent, proposed.plan)
        return replace(strategy, notes=proposed.notes + strategy.notes, planning_cost_micro_usd=proposed.cost_micro_usd)

    async def _proposed(self, ask: Ask, principal: Principal) -> Proposed:
        """A model's plan, or why there is none; and what asking cost."""
        if not self._house.catalog_of(principal).candidates("thinking_ai"):
            return Proposed(notes=("No language model is connected that could propose a plan.",))
        try:
            plan = await self._model.plan(ask.objective, principal, ask.constraints.budget_micro_usd)
        except ImperiumError as error:
            why = f"The language model gave no usable plan: {error.detail}"
            return Proposed(None, (why,), int(error.extra.get("cost_micro_usd", 0)))
        return Proposed(plan, (), plan.cost_micro_usd)

    def _planned(self, ask: Ask, principal: Principal, precedent: Precedent | None, proposed: Plan | None) -> Strategy:
        desk = Desk(self._house, ask, principal, precedent)
        ways = [*desk.proposed(proposed), *islice(desk.ways(), MOST_WAYS)]
        if not ways:
            plan = self._rules.draft(ask.objective, principal, None)  # says why nothing can be done
            ways = list(desk.proposed(plan))
        return desk.strategy(_best(ways))


def _best(ways: Sequence[Way]) -> Way:
    """The preferred way, or the first that passes instead of it and makes no less."""
    preferred = ways[0]
    equals = (way for way in ways if len(way.pieces) >= len(preferred.pieces) and way.covers(preferred))
    return next((way for way in equals if way.simulation.passes), preferred)


def _less(constraints: Constraints, spent_micro_usd: int) -> Constraints:
    """What is left to plan with after planning itself was paid."""
    budget = constraints.budget_micro_usd
    if budget is None or not spent_micro_usd:
        return constraints
    return changed(constraints, budget_micro_usd=max(0, budget - spent_micro_usd))
