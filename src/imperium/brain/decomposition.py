"""Goals become the tasks that reach them: depth first, methods in order, going back where a way leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from imperium.brain.goal import ASKED, Goal, Situation
from imperium.brain.method import Method

ROOT = Goal("objective")
DEEPEST = 8
Methods = Mapping[str, Sequence[tuple[str, Method]]]


@dataclass(frozen=True, slots=True)
class Applied:
    """Which method decomposed which goal, and why."""

    goal: str
    method: str
    why: str


@dataclass(frozen=True, slots=True)
class Decomposition:
    """`goals` can each be reached by something here; `uncovered` were wanted and can't."""

    goals: tuple[Goal, ...] = ()
    applied: tuple[Applied, ...] = ()
    uncovered: tuple[str, ...] = ()

    def __add__(self, other: Decomposition) -> Decomposition:
        return Decomposition(self.goals + other.goals, self.applied + other.applied, self.uncovered + other.uncovered)


def decompositions(situation: Situation, methods: Methods) -> Iterator[Decomposition]:
    """Every way to the objective, the preferred one first, without repeated goals. Empty ones are left out."""
    for found in _reached(ROOT, situation, methods, DEEPEST):
        if found.goals:
            yield replace(found, goals=merged(found.goals), uncovered=tuple(dict.fromkeys(found.uncovered)))


def _all(goals: Sequence[Goal], situation: Situation, methods: Methods, depth: int) -> Iterator[Decomposition]:
    if not goals:
        yield Decomposition()
        return
    for head in _reached(goals[0], situation, methods, depth):
        for tail in _all(goals[1:], situation, methods, depth):
            yield head + tail


def _reached(goal: Goal, situation: Situation, methods: Methods, depth: int) -> Iterator[Decomposition]:
    nowhere = True
    if situation.can(goal.name):
        nowhere = False
        yield Decomposition((goal,))
    for name, method in methods.get(goal.name, ()) if depth else ():
        if method.applies(situation, goal):
            applied = Decomposition(applied=(Applied(goal.name, name, method.why),))
            for below in _all(method.steps(situation, goal), situation, methods, depth - 1):
                nowhere = False
                yield applied + below
    if nowhere and goal.optional:
        yield Decomposition(uncovered=() if goal.name in methods else (goal.name,))


def merged(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """Each goal once. Of one name, what was asked for in so many words stands in the place of what methods add."""
    by_name: dict[str, list[Goal]] = {}
    for goal in goals:
        by_name.setdefault(goal.name, []).append(goal)
    return tuple(goal for same in by_name.values() for goal in _distinct(same))


def _distinct(same: Sequence[Goal]) -> list[Goal]:
    asked = [goal for goal in same if goal.worth >= ASKED]
    after = tuple(dict.fromkeys(name for goal in same for name in goal.after))
    kept = {repr(sorted(goal.details.items())): goal for goal in asked or same[:1]}
    inputs = {key: value for goal in same for key, value in goal.inputs.items()}
    return [replace(goal, after=after, inputs=inputs) for goal in kept.values()]
