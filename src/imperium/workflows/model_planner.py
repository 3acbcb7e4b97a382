"""A language model writes the workflow; nothing of it is trusted until it has passed every check.

At most four attempts: the plan, and three repairs in which the model is shown what was wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from msgspec.structs import replace

from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Context, Registry, Result
from imperium.platform.errors import ImperiumError, InvalidInput
from imperium.workflows.plan import Plan, Step
from imperium.workflows.planner import check_budget
from imperium.workflows.spec import Task, parse_workflow
from imperium.workflows.targets import CHAT, ModelTargets
from imperium.workflows.validation import check_variables

REPAIRS = 3
MAX_TASKS = 60
PATIENCE_S = 120.0
PLANNER = "thinking_ai"
WRITING_ROLES = ("thinking_ai", "research_ai", "medium_ai", "code_ai", "product_ai")

SYSTEM = """You plan work. Turn the objective into a workflow as JSON and answer with the JSON alone:
{"title": "...", "workflow": [{"type": "linear" | "inline", "tasks": [{"model": "...", "prompt": "...",
"output_variable": "...", "config": {"params": {}}}]}]}
A linear stage runs its tasks at the same time; an inline stage runs them one after another. A task may use {objective}
and, in curly braces, the output_variable of an earlier stage. Names are made of letters, digits and underscores. Use
as few tasks as the objective needs, one for each deliverable, and only these models:
"""


class ModelPlanner:
    """Asks the role `thinking_ai`."""

    def __init__(self, registry: Registry, targets: ModelTargets, context: Callable[[Principal], Context]) -> None:
        self._registry = registry
        self._targets = targets
        self._context = context

    async def plan(self, objective: str, principal: Principal, budget_micro_usd: int | None) -> Plan:
        """Raises InvalidInput when neither the first plan nor a repair passed the checks, and what asking raises; the
        error's `cost_micro_usd` is what was spent."""
        messages = [{"role": "user", "content": f"<objective>\n{objective}\n</objective>"}]
        cost, problem = 0, ""
        for _ in range(REPAIRS + 1):
            left = None if budget_micro_usd is None else budget_micro_usd - cost
            try:
                answer = await self._ask(messages, principal, left)
            except ImperiumError as error:
                error.extra["cost_micro_usd"] = cost + int(error.extra.get("cost_micro_usd", 0))
                raise
            cost += answer.cost_micro_usd
            text = str(answer.output["text"])
            try:
                left = None if budget_micro_usd is None else budget_micro_usd - cost
                return self._checked(text, objective, principal, left, answer.model or answer.engine, cost)
            except ImperiumError as error:
                problem = f"{error.detail} {error.remedy or ''}".strip()
                messages += [
                    {"role": "assistant", "content": text},
                    {
                        "role": "user",
                        "content": f"That plan can't run: {problem} Answer with the corrected JSON alone.",
                    },
                ]
        raise InvalidInput(
            f"The model's plan did not pass the checks after {REPAIRS} repairs: {problem}",
            field="objective",
            remedy="Say the objective in other words, or send the workflow yourself.",
            cost_micro_usd=cost,
        )

    async def _ask(self, messages: list[dict[str, str]], principal: Principal, budget_micro_usd: int | None) -> Result:
        context = replace(self._context(principal), budget_micro_usd=budget_micro_usd, deadline_s=PATIENCE_S)
        asked = {"model": PLANNER, "system": SYSTEM + self._menu(), "messages": messages, "temperature": 0.2}
        return await context.call(CHAT, asked)

    def _menu(self) -> str:
        """What a plan may use: roles that write, and every capability with its inputs."""
        lines = [f"- {role}: a language model; give it a prompt" for role in WRITING_ROLES]
        for capability in self._registry:
            if capability.name != CHAT:
                inputs = ", ".join(capability.inputs.model_fields)
                lines.append(f"- {capability.name}: {capability.summary} config.params: {inputs}")
        return "\n".join(lines)

    def _checked(
        self, text: str, objective: str, principal: Principal, budget: int | None, model: str, cost: int
    ) -> Plan:
        data = _json_object(text)
        stages = data.get("workflow")
        workflow = parse_workflow({"workflow": stages, "variables": {"objective": objective}})
        check_variables(workflow)
        tasks = list(workflow.placed)
        if len(tasks) > MAX_TASKS:
            raise InvalidInput(f"The plan has {len(tasks)} tasks; at most {MAX_TASKS} are allowed.")
        for _, where, task in tasks:
            self._check_listed(task, where)
            self._targets.check(task, where, workflow.variables, principal)
        steps = tuple(self._step(task_id, task, workflow.variables, principal) for task_id, _, task in tasks)
        check_budget(steps, budget)
        title = str(data.get("title") or objective)[:200]
        return Plan(title, workflow, steps, by=model, cost_micro_usd=cost)

    def _check_listed(self, task: Task, where: str) -> None:
        """What isn't on the menu isn't planned, whoever asked for it: not a dearer model, not one by another door."""
        for name in (task.model, *task.config.fallback):
            if name not in WRITING_ROLES and (name == CHAT or name not in self._registry):
                raise InvalidInput(f"{where}: {name!r} is not on the list of models.")

    def _step(self, task_id: str, task: Task, variables: Mapping[str, Any], principal: Principal) -> Step:
        expected = self._targets.foresee(task, variables, principal)
        what = self._targets.capability(task.model, principal).summary
        return Step(task_id, task.model, what, expected.seconds, expected.cost_micro_usd)


def _json_object(text: str) -> dict[str, Any]:
    """The outermost JSON object in a text, whatever stands around it."""
    start, end = text.find("{"), text.rfind("}")
    try:
        data = orjson.loads(text[start : end + 1]) if start >= 0 else None
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"It is not JSON: {error}.") from None
    if not isinstance(data, dict):
        raise InvalidInput("It is not a JSON object.")
    return data
