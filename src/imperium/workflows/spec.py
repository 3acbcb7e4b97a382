"""A workflow as users write it, and its validation as a whole before anything runs.

{"workflow": [{"type": "linear", "tasks": [{"model": "thinking_ai", "prompt": "Research {topic}",
  "output_variable": "research", "config": {"temperature": 0.7, "addons": ["research"]}}]}],
 "variables": {"topic": "renewable energy"}}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from imperium.kit.suggest import did_you_mean
from imperium.platform.capability import invalid_input
from imperium.platform.errors import ImperiumError, InvalidInput, TooLarge
from imperium.workflows.variables import references

MAX_TASKS = 10_000
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class TaskConfig(BaseModel):
    """How a task runs. Everything is optional."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    temperature: float | None = Field(None, ge=0, le=2, description="Randomness of a language model's answer.")
    max_tokens: int | None = Field(None, ge=1, le=1_000_000, description="Longest answer, in tokens.")
    addons: tuple[str, ...] = Field((), max_length=50, description="Prompt addons, by name: see /addons.")
    timeout: float | None = Field(None, gt=0, le=86_400, description="Seconds one attempt may take.")
    retries: int | None = Field(None, ge=0, le=10, description="Further attempts after a failure that may pass.")
    fallback: tuple[str, ...] = Field((), max_length=10, description="Models or capabilities to try when this fails.")
    params: dict[str, Any] = Field({}, description="Inputs of a capability; strings may hold {variables}.")


class Task(BaseModel):
    """One piece of work. `model` is a role, a model or a capability."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(min_length=1, max_length=200)
    prompt: str = Field("", max_length=1_000_000)
    output_variable: Name
    config: TaskConfig = TaskConfig()

    @cached_property
    def uses(self) -> frozenset[str]:
        """The names of the variables that prompt and parameters refer to. Raises InvalidInput."""
        return frozenset(reference.name for reference in references([self.prompt, self.config.params]))

    @cached_property
    def calls(self) -> dict[str, Any]:
        """Kept here by whoever prepares calls: what stays the same each time, by the name that is called."""
        return {}


class Stage(BaseModel):
    """`linear`: all tasks at the same time. `inline`: one after another, each sees the ones before it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["linear", "inline"]
    tasks: tuple[Task, ...] = Field(min_length=1, max_length=MAX_TASKS)


class Workflow(BaseModel):
    """Stages in order, and the variables they start from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workflow: tuple[Stage, ...] = Field(min_length=1, max_length=1_000)
    variables: dict[str, Any] = {}

    @cached_property
    def placed(self) -> tuple[tuple[str, str, Task], ...]:
        """(task id, where it stands, task). The id is the output variable; a later namesake gets `_2`, `_3` …"""
        counts: Counter[str] = Counter()
        taken: set[str] = set()
        found = []
        for s, stage in enumerate(self.workflow):
            for t, task in enumerate(stage.tasks):
                task_id = _next_id(task.output_variable, counts, taken)
                found.append((task_id, f"workflow[{s}].tasks[{t}]", task))
        return tuple(found)

    @cached_property
    def recorded(self) -> dict[str, Any]:
        """As it stands in a run's first event: the workflow itself, and its tasks in a line."""
        stages = [s for s, stage in enumerate(self.workflow) for _ in stage.tasks]
        return {
            **self.model_dump(mode="json", exclude_defaults=True, exclude_unset=True),
            "tasks": [
                {"id": task_id, "model": task.model, "output_variable": task.output_variable, "stage": stage}
                for (task_id, _, task), stage in zip(self.placed, stages, strict=True)
            ],
        }


def _next_id(name: str, counts: Counter[str], taken: set[str]) -> str:
    """The name, or with the next number that makes it one of its own."""
    while True:
        counts[name] += 1
        task_id = name if counts[name] == 1 else f"{name}_{counts[name]}"
        if task_id not in taken:
            taken.add(task_id)
            return task_id


def parse_workflow(data: Mapping[str, Any]) -> Workflow:
    """The workflow, its form checked. Raises InvalidInput naming field, value and remedy; TooLarge."""
    stages = data.get("workflow")
    if isinstance(stages, list):
        count = sum(len(s["tasks"]) for s in stages if isinstance(s, Mapping) and isinstance(s.get("tasks"), list))
        if count > MAX_TASKS:
            raise TooLarge(
                f"workflow: {count} tasks; at most {MAX_TASKS} are allowed.", field="workflow", limit=MAX_TASKS
            )
    try:
        return Workflow.model_validate(data)
    except ValidationError as error:
        known = {*Workflow.model_fields, *Stage.model_fields, *Task.model_fields, *TaskConfig.model_fields}
        raise invalid_input(error, known) from None


def check_variables(workflow: Workflow) -> None:
    """Raise InvalidInput unless every variable is there where it is used, and no name is made twice at once."""
    known = set(workflow.variables)
    places = iter(workflow.placed)
    for stage in workflow.workflow:
        produced: set[str] = set()
        for task in stage.tasks:
            _, where, _ = next(places)
            if stage.type == "linear" and task.output_variable in produced:
                raise InvalidInput(
                    f"{where}: output_variable {task.output_variable!r} is used twice in a parallel stage.",
                    field=f"{where}.output_variable",
                    value=task.output_variable,
                    remedy="Give each task of a linear stage its own name, or make the stage inline.",
                )
            _check_variables(task, where, known | (produced if stage.type == "inline" else set()), produced)
            produced.add(task.output_variable)
        known |= produced


def _check_variables(task: Task, where: str, known: set[str], same_stage: set[str]) -> None:
    try:
        used = task.uses
    except ImperiumError as error:
        raise InvalidInput(f"{where}: {error.detail}", field=f"{where}.prompt", remedy=error.remedy) from None
    for name in sorted(used - known):
        remedy = did_you_mean(name, known)
        if name in same_stage:
            remedy = f"{name!r} is made in the same linear stage, so it isn't there yet: use it in a later stage."
        raise InvalidInput(f"{where}: unknown variable {name!r}.", field=f"{where}.prompt", value=name, remedy=remedy)
