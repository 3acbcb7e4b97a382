"""The contract of a method: one way to reach a goal, as goals that are smaller, in order.

Methods form a hierarchical task network (Erol, Hendler and Nau, 1994; ordered as in SHOP): the first that applies and
whose goals can all be reached is taken, and another one where the plan that comes of it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from imperium.brain.goal import Goal, Situation
from imperium.kit.kinds import discover

ENTRY_POINT_GROUP = "imperium.brain.methods"


@dataclass(frozen=True, slots=True)
class Method:
    """`goal` is what it decomposes; of several the one with the lowest `order` is tried first. `why` stands in the
    plan, in a sentence. One that makes a type of objective of its own has a `title`: `Launch of`."""

    goal: str
    why: str
    applies: Callable[[Situation, Goal], bool]
    steps: Callable[[Situation, Goal], tuple[Goal, ...]]
    order: int = 50
    title: str = ""


@cache
def methods() -> dict[str, tuple[tuple[str, Method], ...]]:
    """By goal: the names and methods, in the order in which they are tried."""
    found = discover("imperium.brain.methods", Method, ENTRY_POINT_GROUP)
    ranked = sorted(found.items(), key=lambda item: (item[1].goal, item[1].order, item[0]))
    return {goal: tuple(group) for goal, group in groupby(ranked, key=lambda item: item[1].goal)}
