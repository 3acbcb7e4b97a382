"""Walks a workflow's stages. What makes it durable is the port: an engine that remembers what was done.

A failed task doesn't stop its siblings. What depends on it is skipped and says so; everything else still runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from msgspec import Struct

from imperium.platform.errors import ImperiumError, LogicalError
from imperium.workflows.room import Room, Share
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
    for stage, ids in workflow.staged:
        if stage.type == "graph":
            await _GraphWalk(stage, ids, scope, lost, port).run()
        elif stage.type == "linear" and len(ids) > 1:
            await _run_together(stage, ids, scope, lost, port)
        else:
            await _run_in_turn(stage, ids, scope, lost, port)
    return not lost


async def _run_together(
    stage: Stage, ids: Sequence[str], scope: dict[str, Any], lost: dict[str, str], port: Port
) -> None:
    """Run a stage; its outputs go into `scope`, what is missing goes into `lost` (variable → task id)."""
    seen = dict(scope)
    async with _together() as group:
        running = [group.create_task(_perform(i, t, seen, lost, port)) for i, t in zip(ids, stage.tasks, strict=True)]
    outcomes = [step.result() for step in running]
    for task_id, task, outcome in zip(ids, stage.tasks, outcomes, strict=True):
        _note(task_id, task, outcome, scope, lost)
    if any(outcome.parked for outcome in outcomes):
        raise Parked


async def _run_in_turn(
    stage: Stage, ids: Sequence[str], scope: dict[str, Any], lost: dict[str, str], port: Port
) -> None:
    """The same for tasks of which each sees those before it."""
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


class _GraphWalk:
    """A graph stage on its way. Each task begins when the last of those that it waits for has ended."""

    def __init__(
        self, stage: Stage, ids: Sequence[str], scope: dict[str, Any], lost: dict[str, str], port: Port
    ) -> None:
        self._tasks = {task.output_variable: (i, task) for i, task in zip(ids, stage.tasks, strict=True)}
        self._names, self._places = [*self._tasks], {name: place for place, name in enumerate(self._tasks)}
        self._room = Room(stage.resources)
        self._scope, self._lost, self._port = scope, lost, port
        self._waiting = {name: len(before) for name, before in stage.waits_for.items()}
        self._followers: dict[str, list[str]] = {name: [] for name in self._tasks}
        for name, before in stage.waits_for.items():
            for earlier in before:
                self._followers[earlier].append(name)
        self._failed: set[str] = set()
        self._parked = False

    async def run(self) -> None:
        """All of it, as far as it gets. Raises Parked."""
        async with _together() as group:
            self._begin([name for name, count in self._waiting.items() if not count], group)
        if self._parked:
            raise Parked

    def _begin(self, ready: Iterable[str], group: asyncio.TaskGroup) -> None:
        """What can start, of these and of those for which there was no room."""
        for name in ready:
            self._room.offer(self._places[name], Share.of(self._tasks[name][1].resources))
        while (place := self._room.take()) is not None:
            group.create_task(self._perform(self._names[place], group))

    async def _perform(self, name: str, group: asyncio.TaskGroup) -> None:
        """A task, and then what waited for nothing else. Once one is parked nothing more begins: what runs ends."""
        task_id, task = self._tasks[name]
        outcome = await self._outcome(task_id, task)
        self._parked = self._parked or outcome.parked
        if outcome.failed:
            self._failed.add(name)
        _note(task_id, task, outcome, self._scope, self._lost)
        if not self._parked:
            self._room.give_back(Share.of(task.resources))
            self._begin(self._released(name), group)

    def _released(self, name: str) -> Iterator[str]:
        """Those that waited for this one and wait for nothing else."""
        for later in self._followers[name]:
            self._waiting[later] -= 1
            if not self._waiting[later]:
                yield later

    async def _outcome(self, task_id: str, task: Task) -> Outcome:
        if self._failed and task.trigger_rule == "all_success":
            broken = next((name for name in task.after if name in self._failed), None)
            if broken is not None:
                return await self._port.skip(
                    task_id, _skipped(f"it comes after {self._tasks[broken][0]!r}, which failed")
                )
        return await _perform(task_id, task, self._scope, self._lost, self._port)


@asynccontextmanager
async def _together() -> AsyncIterator[asyncio.TaskGroup]:
    """When a step breaks, so that not even its failure is recorded, the others are stopped."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as broken:
        raise broken.exceptions[0] from None


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
