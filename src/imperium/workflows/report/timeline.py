"""When each task of a run was at work, as shares of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from imperium.workflows.report.wording import titled
from imperium.workflows.run import RunState, TaskState

THINNEST = 0.4
"""Percent: a bar for something very short is still seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A task on the timeline. `left` and `width` in percent of the run; no width, no bar."""

    task: TaskState
    title: str
    left: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with its tasks; `at_once` when it runs them at the same time."""

    number: int
    at_once: bool
    bars: tuple[Bar, ...]


def stages(state: RunState) -> list[StageRow]:
    """The stages in order, each task with its bar.

    The start of what is over at once isn't recorded: such a task began, at the earliest, when the one it had to wait
    for was done, and is drawn there.
    """
    shapes = state.request.get("workflow", [])
    rows, ready_at = [], state.created_at
    for number, group in groupby(state.tasks.values(), key=lambda task: task.stage):
        tasks = list(group)
        at_once = number < len(shapes) and shapes[number]["type"] == "linear"
        bars, ready_at = _bars(state, tasks, at_once, ready_at)
        rows.append(StageRow(number + 1, at_once and len(tasks) > 1, tuple(bars)))
    return rows


def _bars(state: RunState, tasks: list[TaskState], at_once: bool, ready_at: float) -> tuple[list[Bar], float]:
    """The bars, and when the last of the tasks was done."""
    bars, done_at = [], ready_at
    for task in tasks:
        start = _start(state, task, ready_at if at_once else done_at)
        bars.append(_bar(state, task, start))
        done_at = max(done_at, start + task.seconds)
    return bars, done_at


def _start(state: RunState, task: TaskState, earliest: float) -> float:
    """`started_at` is the last attempt's, while `seconds` counts from the first: a retried task starts earlier."""
    known = task.started_at if task.started_at is not None and task.attempts <= 1 else earliest
    return max(state.created_at, min(known, state.updated_at - task.seconds))


def _bar(state: RunState, task: TaskState, start: float) -> Bar:
    title, whole = titled(task.output_variable), state.updated_at - state.created_at
    if whole <= 0 or task.reused_from or not (task.seconds or task.attempts):
        return Bar(task, title)
    width = min(100.0, max(THINNEST, 100 * task.seconds / whole))
    left = min(100 - width, 100 * (start - state.created_at) / whole)
    return Bar(task, title, round(left, 2), round(width, 2))
