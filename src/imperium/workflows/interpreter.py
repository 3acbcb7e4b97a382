"""Walks a workflow's stages. What makes it durable is the port: an engine that remembers what was done.

A failed task doesn't stop its siblings. What depends on it is skipped and says so; everything else still runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from imperium.platform.errors import ImperiumError, LogicalError
from imperium.workflows.spec import Stage, Task, Workflow


class Outcome(Struct, frozen=True):
    """What became of a task. `parked`: it was not started, because the run was paused."""

    output: Any = None
    failed: bool = False
    parked: bool = False


class Parked(Exception):
    """The run was paused and nothing of it is running any more."""


class Port(Protocol):
    """What the interpreter asks of an engine, for one run."""

    async def step(self, task_id: str, task: Task, scope: Mapping[str, Any]) -> Outcome:
        """Do a task once for all: what already succeeded is answered from the record."""

    async def skip(self, task_id: str, error: ImperiumError) -> Outcome:
        """Record that a task can't run."""


async def interpret(workflow: Workflow, port: Port) -> bool:
    """Run all stages in order; True when every task succeeded. Raises Parked when the run was paused."""
    scope = dict(workflow.variables)
    lost: dict[str, str] = {}
    first = 0
    for stage in workflow.workflow:
        last = first + len(stage.tasks)
        await _run_stage(stage, [task_id for task_id, _, _ in workflow.placed[first:last]], scope, lost, port)
        first = last
    return not lost


async def _run_stage(stage: Stage, ids: list[str], scope: dict[str, Any], lost: dict[str, str], port: Port) -> None:
    """Run one stage; its outputs go into `scope`, what is missing goes into `lost` (variable → task id)."""
    if stage.type == "linear" and len(stage.tasks) > 1:
        seen = dict(scope)
        outcomes = await _together(_perform(i, t, seen, lost, port) for i, t in zip(ids, stage.tasks, strict=True))
        for task_id, task, outcome in zip(ids, stage.tasks, outcomes, strict=True):
            _note(task_id, task, outcome, scope, lost)
        if any(outcome.parked for outcome in outcomes):
            raise Parked
        return
    broken: str | None = None
    for task_id, task in zip(ids, stage.tasks, strict=True):
        if broken is not None:
            outcome = await port.skip(task_id, _skipped(f"task {broken!r} before it failed"))
        elif lost:
            outcome = await _perform(task_id, task, scope, lost, port)
        else:
            outcome = await port.step(task_id, task, scope)
        if outcome.parked:
            raise Parked
        if outcome.failed and broken is None:
            broken = task_id
        _note(task_id, task, outcome, scope, lost)


async def _together(steps: Iterable[Coroutine[Any, Any, Outcome]]) -> list[Outcome]:
    """All outcomes. When a step breaks, so that not even its failure is recorded, the others are stopped."""
    try:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(step) for step in steps]
    except BaseExceptionGroup as broken:
        raise broken.exceptions[0] from None
    return [step.result() for step in running]


async def _perform(task_id: str, task: Task, scope: Mapping[str, Any], lost: Mapping[str, str], port: Port) -> Outcome:
    if lost:
        missing = sorted(name for name in task.uses if name in lost)
        if missing:
            sources = ", ".join(f"{name!r} (task {lost[name]!r} failed)" for name in missing)
            return await port.skip(task_id, _skipped(f"it needs {sources}"))
    return await port.step(task_id, task, scope)


def _note(task_id: str, task: Task, outcome: Outcome, scope: dict[str, Any], lost: dict[str, str]) -> None:
    if outcome.failed:
        lost[task.output_variable] = task_id
    elif not outcome.parked:
        scope[task.output_variable] = outcome.output
        if lost:
            lost.pop(task.output_variable, None)


def _skipped(why: str) -> LogicalError:
    return LogicalError(f"Skipped: {why}.", remedy="Resume the run when that task can succeed.")
