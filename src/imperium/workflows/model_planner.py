"""A language model writes the workflow; nothing of it is trusted until it has passed every check.

At most four attempts: the plan, and three repairs in which the model is shown what was wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Context, Registry
from imperium.platform.errors import ImperiumError, InvalidInput
from imperium.workflows.plan import Plan, Step
from imperium.workflows.planner import check_budget
from imperium.workflows.spec import Workflow, check_variables, parse_workflow
from imperium.workflows.targets import CHAT, ModelTargets

REPAIRS = 3
MAX_TASKS = 60
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
        """Raises InvalidInput when neither the first plan nor a repair passed the checks."""
        context = self._context(principal)
        messages = [{"role": "user", "content": f"<objective>\n{objective}\n</objective>"}]
        cost, problem = 0, ""
        for _ in range(REPAIRS + 1):
            answer = await context.call(
                CHAT,
                {"model": "thinking_ai", "system": SYSTEM + self._menu(), "messages": messages, "temperature": 0.2},
            )
            cost += answer.cost_micro_usd
            text = str(answer.output["text"])
            try:
                return self._checked(text, objective, budget_micro_usd, answer.model or answer.engine, cost)
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

    def _menu(self) -> str:
        """What a plan may use: roles that write, and every capability with its inputs."""
        lines = [f"- {role}: a language model; give it a prompt" for role in WRITING_ROLES]
        for capability in self._registry:
            if capability.name != CHAT:
                inputs = ", ".join(capability.inputs.model_fields)
                lines.append(f"- {capability.name}: {capability.summary} config.params: {inputs}")
        return "\n".join(lines)

    def _checked(self, text: str, objective: str, budget: int | None, model: str, cost: int) -> Plan:
        data = _json_object(text)
        stages = data.get("workflow")
        workflow = parse_workflow({"workflow": stages, "variables": {"objective": objective}})
        check_variables(workflow)
        tasks = list(workflow.tasks())
        if len(tasks) > MAX_TASKS:
            raise InvalidInput(f"The plan has {len(tasks)} tasks; at most {MAX_TASKS} are allowed.")
        for _, where, task in tasks:
            if task.model not in WRITING_ROLES and task.model not in self._registry:
                raise InvalidInput(f"{where}: {task.model!r} is not on the list of models.")
            self._targets.check(task, where)
        steps = tuple(self._steps(workflow))
        check_budget(steps, budget)
        title = str(data.get("title") or objective)[:200]
        return Plan(title, workflow, steps, by=model, cost_micro_usd=cost)

    def _steps(self, workflow: Workflow) -> Any:
        for task_id, _, task in workflow.tasks():
            capability = self._targets.capability(task.model)
            yield Step(task_id, task.model, capability.summary, capability.timeout_s / 10, 0)


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
