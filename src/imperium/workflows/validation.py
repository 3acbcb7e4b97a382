"""A workflow is checked as a whole before anything runs: each complaint says where, what, and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import chain

from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import ImperiumError, InvalidInput
from imperium.workflows.graph import in_order
from imperium.workflows.spec import Stage, Task, Workflow


def check_variables(workflow: Workflow) -> None:
    """Raise InvalidInput unless every variable is there where it is used, no name is made twice at once, and the tasks
    of a graph wait for others of their stage, in no circle."""
    known = set(workflow.variables)
    places = iter(workflow.placed)
    for number, stage in enumerate(workflow.workflow):
        produced: set[str] = set()
        together = {task.output_variable for task in stage.tasks} if stage.type == "graph" else set[str]()
        for task in stage.tasks:
            _, where, _ = next(places)
            if stage.type != "inline" and task.output_variable in produced:
                raise _made_twice(task, where, stage)
            _check_order(task, where, stage, together)
            _check_uses(task, where, stage, known, produced, together)
            produced.add(task.output_variable)
        in_order(stage.waits_for, f"workflow[{number}].tasks")
        known |= produced


def _made_twice(task: Task, where: str, stage: Stage) -> InvalidInput:
    return InvalidInput(
        f"{where}: output_variable {task.output_variable!r} is used twice in a parallel stage.",
        field=f"{where}.output_variable",
        value=task.output_variable,
        remedy=f"Give each task of a {stage.type} stage its own name, or make the stage inline.",
    )


def _check_order(task: Task, where: str, stage: Stage, together: Set[str]) -> None:
    """Only in a graph a task says after which others of its stage it comes."""
    if stage.type != "graph" and (task.after or task.trigger_rule != "all_success"):
        field = f"{where}.{'after' if task.after else 'trigger_rule'}"
        raise InvalidInput(
            f"{field}: the order of the tasks of a stage of type {stage.type!r} follows from that.",
            field=field,
            remedy='Give the stage the type "graph", or leave this out.',
        )
    for name in task.after:
        if name not in together:
            raise InvalidInput(
                f"{where}.after: there is no task {name!r} in this stage.",
                field=f"{where}.after",
                value=name,
                remedy=f"{did_you_mean(name, together)} What earlier stages make is there anyway.",
            )


def _check_uses(task: Task, where: str, stage: Stage, known: Set[str], produced: Set[str], together: Set[str]) -> None:
    """`known` was there before the stage, `produced` stands before the task in it, `together` are all of a graph."""
    try:
        used = task.uses
    except ImperiumError as error:
        raise InvalidInput(f"{where}: {error.detail}", field=f"{where}.prompt", remedy=error.remedy) from None
    there = produced if stage.type == "inline" else together
    for name in sorted(used - known):
        if name not in there or (name == task.output_variable and stage.type == "graph"):
            raise InvalidInput(
                f"{where}: unknown variable {name!r}.",
                field=f"{where}.prompt",
                value=name,
                remedy=_remedy(name, task, stage, produced, chain(known, there)),
            )


def _remedy(name: str, task: Task, stage: Stage, produced: Set[str], there: Iterable[str]) -> str:
    if stage.type == "graph" and name == task.output_variable:
        return "It is what this task makes itself: nothing of that name is there before."
    if stage.type == "linear" and name in produced:
        return (
            f"{name!r} is made in the same linear stage, so it isn't there yet: use it in a later stage, or give this "
            'stage the type "graph".'
        )
    return did_you_mean(name, there)
