"""Makes strategies: has every way to an objective simulated, and gives the best one that passes.

Ways come from methods, from what worked before, and from a language model where one is asked. Whoever proposed them,
the same simulation judges them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from imperium.brain.desk import Ask, Desk, House, Way
from imperium.brain.goal import Precedent
from imperium.brain.memory import PlanMemory
from imperium.brain.strategy import Strategy
from imperium.intelligences.brief import parse_brief
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import ImperiumError
from imperium.workflows.plan import Plan, Planner
from imperium.workflows.planner import RulePlanner

MOST_WAYS = 8
"""So many ways to the objective are simulated at most."""


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
        proposed, notes = await self._proposed(ask, principal) if ask.use_model else (None, ())
        strategy = await asyncio.to_thread(self._planned, ask, principal, precedent, proposed)
        return replace(strategy, notes=(*notes, *strategy.notes))

    async def _proposed(self, ask: Ask, principal: Principal) -> tuple[Plan | None, tuple[str, ...]]:
        """A model's plan, or why there is none."""
        if not self._house.catalog_of(principal).candidates("thinking_ai"):
            return None, ("No language model is connected that could propose a plan; the methods made this one.",)
        try:
            return await self._model.plan(ask.objective, principal, ask.constraints.budget_micro_usd), ()
        except ImperiumError as error:
            return None, (f"The language model gave no usable plan: {error.detail}",)

    def _planned(self, ask: Ask, principal: Principal, precedent: Precedent | None, proposed: Plan | None) -> Strategy:
        desk = Desk(self._house, ask, principal, parse_brief(ask.objective), precedent)
        ways = [*desk.proposed(proposed), *islice(desk.ways(), MOST_WAYS)]
        if not ways:
            plan = self._rules.draft(ask.objective, principal, None)  # says why nothing can be done
            ways = list(desk.proposed(plan))
        return desk.strategy(_best(ways), sum(way.cost_micro_usd for way in ways))


def _best(ways: Sequence[Way]) -> Way:
    """The preferred way, or the first that passes instead of it and makes no less."""
    preferred = ways[0]
    equals = (way for way in ways if len(way.pieces) >= len(preferred.pieces) and way.covers(preferred))
    return next((way for way in equals if way.simulation.passes), preferred)
