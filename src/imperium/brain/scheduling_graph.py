"""Tasks that wait for each other, as arrays: who comes after whom, how deep, and what lies behind each.

A graph of 10,000 tasks and 30,000 dependencies is worked through level by level with numpy. One that is deep and
narrow, whose levels hold too little for that to pay, is gone through dependency by dependency, and of those only
through the ones that tell something.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from imperium.workflows.graph import circular

Indices = NDArray[np.int64]
Figures = NDArray[np.float64]
Flags = NDArray[np.bool_]

NARROW = 60
"""With fewer tasks a level on the way down, or dependencies on the way up, going from one to the next is faster than
numpy's fixed cost for each level (30 µs on the way down, 4 µs on the way up, against 0.5 and 0.06 µs)."""

FIRST_LEVELS = 16
"""So many levels are looked at before a graph counts as narrow."""


class TaskGraph:
    """`count` tasks, numbered from 0; task `first[i]` has to end before task `then[i]` starts."""

    def __init__(self, count: int, first: Indices, then: Indices) -> None:
        self.count = count
        self.first = first
        self.then = then

    @cached_property
    def dependants(self) -> Indices:
        """How many tasks wait for each, directly."""
        return np.bincount(self.first, minlength=self.count)

    @cached_property
    def dependencies(self) -> Indices:
        """For how many tasks each waits, directly."""
        return np.bincount(self.then, minlength=self.count)

    @cached_property
    def levels(self) -> Indices:
        """For each task the number of tasks on the longest chain before it; -1 for those in or behind a cycle."""
        starts, waiting = self._by_first
        left = self.dependencies.copy()
        levels = np.full(self.count, -1, np.int64)
        frontier, level = np.flatnonzero(left == 0), 0
        seen = 0
        while len(frontier):
            if level >= FIRST_LEVELS and seen < level * NARROW:
                return self._levels_in_order() if self._is_in_order else self._levels_in_turn(levels, left, frontier)
            levels[frontier] = level
            seen += len(frontier)
            released = waiting[_spread(starts, frontier)]
            np.subtract.at(left, released, 1)
            is_next = np.zeros(self.count, np.bool_)
            is_next[released[left[released] == 0]] = True
            frontier, level = np.flatnonzero(is_next), level + 1
        return levels

    @property
    def _is_in_order(self) -> bool:
        """Whether every task comes after those that it waits for, and its dependencies stand together, as it does."""
        return bool(np.all(self.first < self.then) and np.all(self.then[:-1] <= self.then[1:]))

    def _levels_in_order(self) -> Indices:
        found = [0] * self.count
        for first, then in zip(self.first.tolist(), self.then.tolist(), strict=True):
            if found[first] >= found[then]:
                found[then] = found[first] + 1
        return np.array(found, np.int64)

    def _levels_in_turn(self, levels: Indices, left: Indices, frontier: Indices) -> Indices:
        """The rest of the levels, from the frontier on, whose tasks are as deep as all before them and one more."""
        starts, waiting = self._listed
        found, missing, queue = levels.tolist(), left.tolist(), frontier.tolist()
        deepest = int(levels.max()) + 1
        for task in queue:
            found[task] = deepest
        for task in queue:
            level = found[task] + 1
            for later in waiting[starts[task] : starts[task + 1]]:
                if others := missing[later] - 1:
                    missing[later] = others
                else:
                    found[later] = level
                    queue.append(later)
        return np.array(found, np.int64)

    @cached_property
    def _by_first(self) -> tuple[Indices, Indices]:
        """Where the dependants of each task begin, and all dependants, grouped by the task that they wait for."""
        starts = np.zeros(self.count + 1, np.int64)
        np.cumsum(self.dependants, out=starts[1:])
        return starts, self.then[_order(self.first, self.count)]

    def waiting_for(self, task: int) -> list[int]:
        """The tasks that wait for one, directly."""
        starts, waiting = self._listed
        return waiting[starts[task] : starts[task + 1]]

    @cached_property
    def _listed(self) -> tuple[list[int], list[int]]:
        starts, waiting = self._by_first
        return starts.tolist(), waiting.tolist()

    def check_acyclic(self, names: Sequence[str], field: str = "tasks") -> None:
        """Raises InvalidInput naming a cycle: the tasks that wait for each other, in order."""
        stuck = np.flatnonzero(self.levels < 0)
        if len(stuck):
            raise circular([names[task] for task in self._cycle(set(stuck.tolist()))], field)

    def _cycle(self, stuck: set[int]) -> list[int]:
        """Every stuck task waits for another stuck one: going back along these ends in a circle."""
        waits_for = {
            then: first
            for first, then in zip(self.first.tolist(), self.then.tolist(), strict=True)
            if first in stuck and then in stuck
        }
        seen: dict[int, None] = {}
        task = min(stuck)
        while task not in seen:
            seen[task] = None
            task = waits_for[task]
        path = list(seen)
        return path[path.index(task) :][::-1]

    def behind(self, floor: Figures, gain: Figures | None = None) -> Figures:
        """The largest figure over each task and the chains of tasks behind it.

        For a task t, max(floor[t], max over its dependants d of behind(d) + gain[d]); without `gain` nothing is added.
        No gain is negative.
        """
        if len(self.first) < NARROW * int(self.levels.max(initial=0)):
            return self._behind_in_turn(floor, gain)
        found = floor.astype(np.float64)
        for tasks, groups, dependants in self._upwards:
            reached = found[dependants] if gain is None else found[dependants] + gain[dependants]
            found[tasks] = np.maximum(found[tasks], np.maximum.reduceat(reached, groups))
        return found

    def _behind_in_turn(self, floor: Figures, gain: Figures | None) -> Figures:
        found, added = floor.tolist(), [0.0] * self.count if gain is None else gain.tolist()
        for first, then in self._telling:
            reached = found[then] + added[then]
            if reached > found[first]:
                found[first] = reached
        return np.array(found, np.float64)

    @cached_property
    def _telling(self) -> list[tuple[int, int]]:
        """The dependencies, deepest task first, without those from a task that is alone on its level to one further
        below than the next level: every chain down to there leads through all that are alone, so a longer way is known.
        """
        levels = self.levels
        is_alone = np.bincount(levels, minlength=1)[levels] == 1
        told = np.flatnonzero(~is_alone[self.first] | (levels[self.then] == levels[self.first] + 1))
        told = told[np.argsort(-levels[self.first[told]], kind="stable")]
        return [*zip(self.first[told].tolist(), self.then[told].tolist(), strict=True)]

    @cached_property
    def _upwards(self) -> list[tuple[Indices, Indices, Indices]]:
        """Deepest level first: its tasks that others wait for, where the dependants of each begin, and those."""
        starts, waiting = self._by_first
        by_level = _order(self.levels, self.count)
        tasks = by_level[self.dependants[by_level] > 0]
        then, ends = waiting[_spread(starts, tasks)], np.zeros(len(tasks) + 1, np.int64)
        np.cumsum(self.dependants[tasks], out=ends[1:])
        bounds = np.searchsorted(self.levels[tasks], np.arange(int(self.levels.max(initial=-1)) + 2))
        return [
            (tasks[a:b], ends[a:b] - ends[a], then[ends[a] : ends[b]])
            for a, b in zip(bounds[:-1][::-1].tolist(), bounds[1:][::-1].tolist(), strict=True)
            if a < b
        ]


def _order(keys: Indices, most: int) -> Indices:
    """A stable sort by keys below `most`: short ones are sorted by their digits, four times as quickly."""
    return np.argsort(keys.astype(np.uint16) if most <= 1 << 16 else keys, kind="stable")


def _spread(starts: Indices, tasks: Indices) -> Indices:
    """The positions of all that `tasks` hold, where `starts` says where each one's begin."""
    counts = starts[tasks + 1] - starts[tasks]
    ends = np.cumsum(counts)
    return np.repeat(starts[tasks] - ends + counts, counts) + np.arange(ends[-1] if len(ends) else 0)
