"""Which task first: a score from 0 to 100 for each, and an order that keeps to the dependencies.

A task's own score is the sum of seven components, each between 0 and its weight:

    priority       what the caller says: critical 1, high 0.7, normal 0.35, low 0
    slack          1 when it has to start now for its deadline, or that of a task behind it, to be met; half for each
                   hour (`SLACK_HALVES_S`) that is left; 0 without a deadline
    critical_path  its own and the longest chain of durations behind it, by the longest such path of all
    dependants     n / (n + 3) for n tasks that wait for it directly
    age            a / (a + 1 h) for a task that has waited since a
    duration       60 s / (60 s + d) for a duration d: shortest first
    resources      1 less the largest share of all CPU, memory or GPU that it needs: easily placed first

What others wait for is as urgent as the most urgent of them (priority inheritance: L. Sha, R. Rajkumar, J. Lehoczky,
"Priority Inheritance Protocols", IEEE Transactions on Computers 39(9), 1990): its score is raised to theirs, and the
difference is the component `inherited`. So sorting by score, then by how many tasks stand in a row before each, keeps
every dependency. And raising a priority never lowers a rank: it changes no other task's own score, and raises none but
its own and those of the tasks it waits for, which come before it anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from imperium.brain.scheduling_graph import Figures, Flags, Indices, TaskGraph

Level = Literal["critical", "high", "normal", "low"]
LEVELS: dict[Level, float] = {"critical": 1.0, "high": 0.7, "normal": 0.35, "low": 0.0}
WEIGHTS: dict[str, float] = {
    "priority": 35.0,
    "slack": 20.0,
    "critical_path": 15.0,
    "dependants": 10.0,
    "age": 10.0,
    "duration": 5.0,
    "resources": 5.0,
}
"""They add up to 100. The caller's word weighs most, then what can't be made good later."""

SLACK_HALVES_S = 3_600.0
AGE_HALF_S = 3_600.0
DURATION_HALF_S = 60.0
DEPENDANTS_HALF = 3.0
DIGITS = 2
"""Components are kept to so many decimals, so that those shown add up to the score shown."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One figure a task. `priority` and `share` lie in 0..1; `deadline` (infinite where there is none) and `since` are
    seconds since the epoch, `duration` is seconds."""

    priority: Figures
    deadline: Figures
    since: Figures
    duration: Figures
    share: Figures


@dataclass(frozen=True, slots=True)
class Ranking:
    """`order` holds the tasks, first one first; the rest is indexed by task. `raised_by` is the task whose score one
    was raised to; the task itself where it keeps its own. `slack_s` is infinite where nothing has a deadline."""

    order: Indices
    score: Figures
    components: dict[str, Figures]
    raised_by: Indices
    slack_s: Figures


def rank(graph: TaskGraph, tasks: Columns, now: float, left: Flags) -> Ranking:
    """The order of a graph without cycles, as of `now` in seconds since the epoch. Only what is `left` counts: what has
    ended keeps its number, and waits for nothing that is left."""
    slack = _slack(graph, tasks, now)
    components = _components(graph, tasks, slack, now, left)
    own = np.round(np.sum([*components.values()], axis=0), DIGITS)
    raised_by = _most_urgent_behind(graph, own)
    score = own[raised_by]
    raised_by = np.where(score > own, raised_by, np.arange(graph.count))
    components["inherited"] = np.round(score - own, DIGITS)
    order = np.lexsort((-own, graph.levels, -score))
    return Ranking(order, score, components, raised_by, slack)


def _slack(graph: TaskGraph, tasks: Columns, now: float) -> Figures:
    """Seconds until a task has to start, going back from every deadline behind it (the backward pass of CPM)."""
    if not np.isfinite(tasks.deadline).any():
        return np.full(graph.count, np.inf)
    latest_end = -graph.behind(-tasks.deadline, tasks.duration)
    slack: Figures = latest_end - tasks.duration - now
    return slack


def _components(graph: TaskGraph, tasks: Columns, slack: Figures, now: float, left: Flags) -> dict[str, Figures]:
    path = tasks.duration + graph.behind(np.zeros(graph.count), tasks.duration)
    age, waiting = np.maximum(now - tasks.since, 0.0), graph.dependants
    shares = {
        "priority": tasks.priority,
        "slack": np.exp2(-np.maximum(slack, 0.0) / SLACK_HALVES_S),
        "critical_path": np.minimum(path / max(float(path[left].max(initial=0.0)), 1e-9), 1.0),
        "dependants": waiting / (waiting + DEPENDANTS_HALF),
        "age": age / (age + AGE_HALF_S),
        "duration": DURATION_HALF_S / (DURATION_HALF_S + tasks.duration),
        "resources": 1.0 - tasks.share,
    }
    return {name: np.round(WEIGHTS[name] * share, DIGITS) for name, share in shares.items()}


def _most_urgent_behind(graph: TaskGraph, own: Figures) -> Indices:
    """For each task the one with the highest own score among itself and all that wait for it, however far behind."""
    ascending = np.argsort(own, kind="stable")
    place = np.empty(graph.count)
    place[ascending] = np.arange(graph.count)
    found: Indices = ascending[graph.behind(place).astype(np.int64)]
    return found
