"""When each task of a run was at work, as shares of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from imperium.workflows.graph import in_order
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
    """A stage with its tasks; `how` says in which order they run, where they don't stand in it."""

    number: int
    how: str
    bars: tuple[Bar, ...]


def stages(state: RunState) -> list[StageRow]:
    """The stages in order, each task with its bar.

    The start of what is over at once isn't recorded: such a task began, at the earliest, when the last one that it had
    to wait for was done, and is drawn there.
    """
    shapes = state.request.get("workflow", [])
    rows, ready_at = [], state.created_at
    for number, group in groupby(state.tasks.values(), key=lambda task: task.stage):
        tasks = list(group)
        kind = shapes[number]["type"] if number < len(shapes) else "inline"
        begins = _BEGINS[kind](state, tasks, ready_at)
        rows.append(StageRow(number + 1, _how(kind, len(tasks)), tuple(map(partial(_bar, state), tasks, begins))))
        ready_at = max([ready_at, *(start + task.seconds for start, task in zip(begins, tasks, strict=True))])
    return rows


def _how(kind: str, count: int) -> str:
    if count == 1 or kind == "inline":
        return ""
    return f"{count} tasks at once" if kind == "linear" else f"{count} tasks, each as soon as it can"


def _at_once(state: RunState, tasks: Sequence[TaskState], ready_at: float) -> list[float]:
    return [_start(state, task, ready_at) for task in tasks]


def _in_turn(state: RunState, tasks: Sequence[TaskState], ready_at: float) -> list[float]:
    starts = []
    for task in tasks:
        starts.append(_start(state, task, ready_at))
        ready_at = max(ready_at, starts[-1] + task.seconds)
    return starts


def _as_a_graph(state: RunState, tasks: Sequence[TaskState], ready_at: float) -> list[float]:
    starts: dict[str, float] = {}
    by_id = {task.id: task for task in tasks}
    for name in in_order({task.id: task.after for task in tasks}, "tasks"):
        done = [starts[before] + by_id[before].seconds for before in by_id[name].after]
        starts[name] = _start(state, by_id[name], max([ready_at, *done]))
    return [starts[task.id] for task in tasks]


_BEGINS: Mapping[str, Callable[[RunState, Sequence[TaskState], float], list[float]]] = {
    "linear": _at_once,
    "inline": _in_turn,
    "graph": _as_a_graph,
}
"""When each task of a stage began, which itself began at a time, both in seconds since the epoch."""


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
