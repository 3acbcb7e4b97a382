"""The planner: by a connected model when there is one, by rules otherwise or when the model's plans fail the checks.

The rules read the objective (`intelligences/brief.py`) and follow a recipe for every deliverable it names; whatever
else it names is looked for among the purposes that capabilities declare.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import structlog

from imperium.intelligences.brief import Brief, parse_brief
from imperium.kit.money import format_usd
from imperium.models.catalog import Catalog
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal
from imperium.platform.capability import Capability, Registry
from imperium.platform.errors import BudgetExceeded, ImperiumError, NoModelConnected
from imperium.workflows.plan import Plan, Planner, Step
from imperium.workflows.recipes import RECIPES, Draft, is_pictured, shortened, subject
from imperium.workflows.spec import Stage, Task, TaskConfig, Workflow
from imperium.workflows.targets import CHAT, ModelTargets

log = structlog.get_logger(__name__)


class RulePlanner:
    """Algorithmic, no model, no network; the same objective of the same principal gives the same plan."""

    def __init__(self, registry: Registry, targets: ModelTargets, catalog_of: Callable[[Principal], Catalog]) -> None:
        self._registry = registry
        self._targets = targets
        self._catalog_of = catalog_of

    async def plan(self, objective: str, principal: Principal, budget_micro_usd: int | None) -> Plan:
        return self.draft(objective, principal, budget_micro_usd)

    def rehearse(self) -> None:
        """Load what is loaded at first use (0.2 s), so that nobody's first message waits for it."""
        self.draft("Make a picture and a video of a mug", LOCAL_ADMIN, None)

    def draft(self, objective: str, principal: Principal, budget_micro_usd: int | None) -> Plan:
        """The plan, at once. Raises like `plan`."""
        brief = parse_brief(objective)
        drafts, uncovered = self._drafts(brief, principal)
        if not drafts:
            raise _needs_a_model(self._catalog_of(principal), uncovered)
        workflow = _workflow(objective, drafts)
        steps = tuple(self._steps(drafts, workflow, principal))
        check_budget(steps, budget_micro_usd)
        return Plan(_title(brief), workflow, steps, brief=_summary(brief), uncovered=tuple(uncovered))

    def _drafts(self, brief: Brief, principal: Principal) -> tuple[list[Draft], list[str]]:
        """Tasks for what was asked, opening stage first, and what nothing here can do."""
        drafts: list[Draft] = []
        uncovered: list[str] = []
        for wanted in brief.deliverables:
            made = list(RECIPES[wanted.kind](brief, wanted))
            if all(self._can_do(draft, principal) for draft in made):
                drafts += made
            else:
                uncovered.append(wanted.kind.replace("_", " "))
        drafts += self._by_purpose(brief.text, {draft.model for draft in drafts})
        return sorted(drafts, key=lambda draft: not draft.first), uncovered

    def _can_do(self, draft: Draft, principal: Principal) -> bool:
        try:
            capability = self._targets.capability(draft.model, principal)
        except ImperiumError:
            return False
        return capability.name != CHAT or bool(self._catalog_of(principal).candidates(draft.model))

    def _by_purpose(self, objective: str, planned: set[str]) -> Iterable[Draft]:
        """Capabilities beyond the recipes' that the objective names by one of their purposes."""
        served = planned | RECIPE_CAPABILITIES
        for capability in self._registry:
            if capability.name in served or not any(mentions(objective, purpose) for purpose in capability.purposes):
                continue
            if inputs := inputs_for(capability):
                yield Draft(capability.name, capability.name, capability.summary, inputs)

    def _steps(self, drafts: Iterable[Draft], workflow: Workflow, principal: Principal) -> Iterator[Step]:
        for draft, (_, _, task) in zip(drafts, workflow.placed, strict=True):
            expected = self._targets.foresee(task, workflow.variables, principal)
            yield Step(draft.name, draft.model, draft.what, expected.seconds, expected.cost_micro_usd)


RECIPE_CAPABILITIES = frozenset(
    {
        CHAT,
        "campaign_strategy",
        "social_posts",
        "email_campaign",
        "landing_page_copy",
        "ad_copy",
        "video_script",
        "product_content",
        "marketing",
        "image_generation",
        "video_generation",
    }
)


def mentions(objective: str, purpose: str) -> bool:
    """Whether a purpose stands in the objective as words; a plural counts."""
    words = r"\s+".join(re.escape(word) for word in purpose.split())
    return re.search(rf"\b{words}(?:s|es)?\b", objective, re.IGNORECASE) is not None


def check_budget(steps: Iterable[Step], budget_micro_usd: int | None) -> None:
    """Raises BudgetExceeded when the steps are expected to cost more than the budget."""
    expected = sum(step.cost_micro_usd for step in steps)
    if budget_micro_usd is not None and expected > budget_micro_usd:
        raise BudgetExceeded(
            f"The plan is expected to cost {format_usd(expected)}; the budget is {format_usd(budget_micro_usd)}.",
            field="budget_usd",
            remedy="Raise the budget, or ask for less.",
        )


def _needs_a_model(catalog: Catalog, uncovered: list[str]) -> NoModelConnected:
    what = f" ({', '.join(uncovered)})" if uncovered else ""
    which = "that could do it " if catalog.is_connected else ""
    return catalog.no_model_connected(f"This objective needs a language model{what}, and none {which}is connected.")


def _workflow(objective: str, drafts: list[Draft]) -> Workflow:
    def task(draft: Draft) -> Task:
        return Task(
            model=draft.model,
            prompt=draft.prompt,
            output_variable=draft.name,
            config=TaskConfig(params=draft.params),
        )

    opening = tuple(task(draft) for draft in drafts if draft.first)
    rest = tuple(task(draft) for draft in drafts if not draft.first)
    stages = [Stage(type="linear", tasks=tasks) for tasks in (opening, rest) if tasks]
    return Workflow(workflow=tuple(stages), variables={"objective": objective})


def inputs_for(capability: Capability[Any]) -> dict[str, Any]:
    """The objective in the field that takes it, if that is all the capability needs."""
    fields = capability.inputs.model_fields
    required = {name for name, field in fields.items() if field.is_required()}
    for name in ("objective", "prompt", "message", "text"):
        if name in fields and required <= {name}:
            return {name: "{objective}"}
    return {}


def _title(brief: Brief) -> str:
    kinds = [wanted.kind for wanted in brief.deliverables]
    if "campaign" in kinds:
        return f"Marketing campaign for {subject(brief)}"
    if is_pictured(brief):
        return shortened(brief.text)
    named = " and ".join(dict.fromkeys(kind.replace("_", " ") for kind in kinds))
    return f"{named.capitalize()} for {subject(brief)}" if named else shortened(subject(brief))


def _summary(brief: Brief) -> dict[str, Any]:
    """What was understood, for the person to check."""
    return {
        "product": brief.product,
        "brand": brief.brand,
        "audience": list(brief.audience),
        "features": list(brief.features),
        "channels": list(brief.channels),
        "budget_micro_usd": brief.budget_micro_usd,
        "deliverables": [{"kind": wanted.kind, "count": wanted.count} for wanted in brief.deliverables],
    }


class PreferModel:
    """A model's plan when one is connected and its plan passes the checks; the rules' plan otherwise."""

    def __init__(self, model: Planner, rules: Planner, catalog_of: Callable[[Principal], Catalog]) -> None:
        self._model = model
        self._rules = rules
        self._catalog_of = catalog_of

    async def plan(self, objective: str, principal: Principal, budget_micro_usd: int | None) -> Plan:
        if not self._catalog_of(principal).candidates("thinking_ai"):
            return await self._rules.plan(objective, principal, budget_micro_usd)
        try:
            return await self._model.plan(objective, principal, budget_micro_usd)
        except ImperiumError as error:
            log.warning("the model gave no usable plan", reason=error.detail)
            try:
                plan = await self._rules.plan(objective, principal, budget_micro_usd)
            except ImperiumError:
                raise error from None
            return replace(plan, cost_micro_usd=plan.cost_micro_usd + int(error.extra.get("cost_micro_usd", 0)))
