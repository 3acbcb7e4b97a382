"""A workflow as users write it.

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

from imperium.platform.capability import invalid_input
from imperium.platform.errors import TooLarge
from imperium.workflows.graph import in_order
from imperium.workflows.room import Resources
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
    """One piece of work. `model` is a role, a model or a capability.

    In a graph stage `after` names tasks of the stage that end before this one starts, besides those whose output it
    uses. With the trigger rule `all_success` it is skipped when one of them failed; with `all_done` it runs all the
    same, if what it uses is there. `resources` is what it takes of those that its stage may use.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(min_length=1, max_length=200)
    prompt: str = Field("", max_length=1_000_000)
    output_variable: Name
    config: TaskConfig = TaskConfig()
    after: tuple[Name, ...] = Field((), max_length=MAX_TASKS)
    trigger_rule: Literal["all_success", "all_done"] = "all_success"
    resources: Resources | None = None

    @cached_property
    def uses(self) -> frozenset[str]:
        """The names of the variables that prompt and parameters refer to. Raises InvalidInput."""
        return frozenset(reference.name for reference in references([self.prompt, self.config.params]))

    @cached_property
    def calls(self) -> dict[str, Any]:
        """Kept here by whoever prepares calls: what stays the same each time, by the name that is called."""
        return {}


class Stage(BaseModel):
    """`linear`: all tasks at the same time. `inline`: one after another, each sees the ones before it. `graph`: each as
    soon as those that it comes `after`, and those whose output it uses, have ended; where the stage says which
    `resources` its tasks may use at the same time, in their order, as far as they fit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["linear", "inline", "graph"]
    tasks: tuple[Task, ...] = Field(min_length=1, max_length=MAX_TASKS)
    resources: Resources | None = None

    @cached_property
    def waits_for(self) -> dict[str, tuple[str, ...]]:
        """In a graph, for each task by its output variable those of the stage that it waits for; empty otherwise.

        What a task's own name refers to was there before it."""
        if self.type != "graph":
            return {}
        made = {task.output_variable for task in self.tasks}
        return {
            task.output_variable: tuple(
                dict.fromkeys([*task.after, *sorted((task.uses & made) - {task.output_variable})])
            )
            for task in self.tasks
        }

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The places of the tasks, each after those that it waits for. Raises InvalidInput naming a cycle."""
        if self.type != "graph":
            return tuple(range(len(self.tasks)))
        places = {task.output_variable: place for place, task in enumerate(self.tasks)}
        return tuple(places[name] for name in in_order(self.waits_for, "tasks"))


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
    def staged(self) -> tuple[tuple[Stage, tuple[str, ...]], ...]:
        """Every stage with the ids of its tasks."""
        ids = iter(self.placed)
        return tuple((stage, tuple(next(ids)[0] for _ in stage.tasks)) for stage in self.workflow)

    @cached_property
    def predecessors(self) -> dict[str, tuple[str, ...]]:
        """For the tasks of graph stages, by their ids, the ids of those that they wait for."""
        found = {}
        for stage, ids in self.staged:
            if stage.type != "graph":
                continue
            id_of = dict(zip([task.output_variable for task in stage.tasks], ids, strict=True))
            found.update({id_of[name]: tuple(id_of[one] for one in before) for name, before in stage.waits_for.items()})
        return found

    @cached_property
    def recorded(self) -> dict[str, Any]:
        """As it stands in a run's first event: the workflow itself, and its tasks in a line."""
        return {
            **self.model_dump(mode="json", exclude_defaults=True, exclude_unset=True),
            "tasks": [
                self._line(task_id, task, number)
                for number, (stage, ids) in enumerate(self.staged)
                for task_id, task in zip(ids, stage.tasks, strict=True)
            ],
        }

    def _line(self, task_id: str, task: Task, stage: int) -> dict[str, Any]:
        line = {"id": task_id, "model": task.model, "output_variable": task.output_variable, "stage": stage}
        before = self.predecessors.get(task_id)
        return {**line, "after": before} if before else line


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
