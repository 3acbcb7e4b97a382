"""A workflow is checked as a whole before anything runs: each complaint says where, what, and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import chain
from typing import Any

from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import ImperiumError, InvalidInput
from imperium.workflows.graph import in_order
from imperium.workflows.room import Share
from imperium.workflows.spec import Stage, Task, Workflow

GRAPH_ONLY: dict[str, Any] = {"after": (), "trigger_rule": "all_success", "resources": None}
"""What only the tasks of a graph say, with what it is where it isn't said."""


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
            _check_room(task, where, stage)
            _check_uses(task, where, stage, known, produced, together)
            produced.add(task.output_variable)
        if stage.resources is not None and stage.type != "graph":
            raise _only_in_a_graph(f"workflow[{number}].resources", stage)
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
    if stage.type != "graph" and (
        field := next((name for name in GRAPH_ONLY if getattr(task, name) != GRAPH_ONLY[name]), None)
    ):
        raise _only_in_a_graph(f"{where}.{field}", stage)
    for name in task.after:
        if name not in together:
            raise InvalidInput(
                f"{where}.after: there is no task {name!r} in this stage.",
                field=f"{where}.after",
                value=name,
                remedy=f"{did_you_mean(name, together)} What earlier stages make is there anyway.",
            )


def _only_in_a_graph(field: str, stage: Stage) -> InvalidInput:
    return InvalidInput(
        f"{field}: this is for the tasks of a graph; the stage is of type {stage.type!r}.",
        field=field,
        remedy='Give the stage the type "graph", or leave this out.',
    )


def _check_room(task: Task, where: str, stage: Stage) -> None:
    """Whether it fits into what its stage may use."""
    needed, there = Share.of(task.resources), Share.of(stage.resources)
    if task.resources is not None and stage.resources is None:
        raise InvalidInput(
            f"{where}.resources: the stage doesn't say which resources its tasks may use.",
            field=f"{where}.resources",
            remedy="Give the stage its resources as well, or leave this out.",
        )
    if not needed.fits(there) and stage.resources is not None:
        kind = next(kind for kind in Share._fields if getattr(needed, kind) > getattr(there, kind))
        field = f"{where}.resources.{kind.removeprefix('milli_')}"
        raise InvalidInput(
            f"{field}: the task takes more than its stage may use.",
            field=field,
            value=getattr(task.resources, kind.removeprefix("milli_")),
            limit=getattr(stage.resources, kind.removeprefix("milli_")),
            remedy="Allow the stage as much, or let the task take less.",
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
