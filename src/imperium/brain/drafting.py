"""Goals become pieces: which capability makes each, with which inputs, after what, how long and for how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from imperium.brain.estimates import Duration, Estimates
from imperium.brain.goal import Goal
from imperium.brain.piece import Piece, work_of
from imperium.intelligences.brief import Brief
from imperium.intelligences.deliverables import Deliverable
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Capability
from imperium.workflows.planner import inputs_for
from imperium.workflows.recipes import RECIPES, Draft
from imperium.workflows.spec import Task, TaskConfig
from imperium.workflows.targets import ModelTargets

PATIENCE = 2
"""An attempt is given so many times its pessimistic duration."""
LONGEST_TIMEOUT_S = 86_400.0
PRODUCT = "product"
"""The variable that holds what the product is; whoever runs the workflow may say more about it."""


@dataclass(frozen=True, slots=True)
class Drafter:
    """For one principal. `variables` are those that the workflow starts with."""

    targets: ModelTargets
    estimates: Estimates
    principal: Principal
    variables: Mapping[str, Any]

    def pieces(self, goals: Sequence[Goal], brief: Brief) -> tuple[Piece, ...]:
        """All of them, each with an id of its own. What a goal comes after counts where that goal is in the plan."""
        wanted = replace(brief, deliverables=tuple(_deliverable(goal) for goal in goals if goal.name in RECIPES))
        drafts = [(goal, draft) for goal in goals for draft in self._drafts(goal, wanted)]
        named = _ids([draft.name for _, draft in drafts])
        made_by: dict[str, set[str]] = {}
        for (goal, _), name in zip(drafts, named, strict=True):
            made_by.setdefault(goal.name, set()).add(name)
        every = frozenset(named)
        return tuple(
            self.piece(_task(draft, name, self._params(goal, draft)), goal, draft.what, every, made_by)
            for (goal, draft), name in zip(drafts, named, strict=True)
        )

    def piece(self, task: Task, goal: Goal, what: str, every: frozenset[str], made_by: Mapping[str, set[str]]) -> Piece:
        """One task of the pieces `every`. Raises InvalidInput, NotFound."""
        capability = self.targets.capability(task.model, self.principal)
        expected = self.targets.foresee(task, self.variables, self.principal)
        work = work_of(capability.name, task.model)
        duration = self.estimates.duration(work, expected.seconds)
        after = (name for earlier in goal.after for name in made_by.get(earlier, ()))
        uses = task.uses & every - {task.output_variable}
        return Piece(
            id=task.output_variable,
            task=_patient(task, capability, duration),
            goal=goal.name,
            phase=goal.phase,
            what=what,
            capability=capability.name,
            work=work,
            duration=duration,
            cost=self.estimates.cost(work, expected.seconds, expected.cost_micro_usd),
            resources=capability.resources,
            worth=goal.worth,
            needs=(uses | frozenset(after)) - {task.output_variable},
            uses=uses,
        )

    def _drafts(self, goal: Goal, brief: Brief) -> Iterator[Draft]:
        if goal.name in RECIPES:
            yield from RECIPES[goal.name](brief, _deliverable(goal))  # type: ignore[index]
            return
        capability = self.targets.capability(goal.name, self.principal)
        yield Draft(goal.name, goal.name, capability.summary, inputs_for(capability))

    def _params(self, goal: Goal, draft: Draft) -> dict[str, Any]:
        """The draft's, the goal's, and the product where the capability wants to know of it."""
        fields = self.targets.capability(draft.model, self.principal).inputs.model_fields
        product = {PRODUCT: f"{{{PRODUCT}}}"} if PRODUCT in fields and PRODUCT in self.variables else {}
        return {**draft.params, **goal.inputs, **product}


def _patient(task: Task, capability: Capability[Any], duration: Duration) -> Task:
    """With a timeout of its own where the capability's would end a slow attempt."""
    if PATIENCE * duration.pessimistic <= capability.timeout_s:
        return task
    timeout = min(PATIENCE * duration.pessimistic, LONGEST_TIMEOUT_S)
    return task.model_copy(update={"config": task.config.model_copy(update={"timeout": round(timeout, 1)})})


def _task(draft: Draft, name: str, params: dict[str, Any]) -> Task:
    return Task(model=draft.model, prompt=draft.prompt, output_variable=name, config=TaskConfig(params=params))


def _deliverable(goal: Goal) -> Deliverable:
    return Deliverable(goal.name, goal.count, True, dict(goal.details))  # type: ignore[arg-type]


def _ids(names: Sequence[str]) -> list[str]:
    """The names, a later namesake with the next number that is free."""
    taken: dict[str, None] = {}
    for name in names:
        number, found = 1, name
        while found in taken:
            number += 1
            found = f"{name}_{number}"
        taken[found] = None
    return list(taken)
