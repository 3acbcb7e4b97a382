"""What is to be reached, and what is known where it is decided how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from imperium.brain.constraints import Constraints
from imperium.intelligences.brief import Brief

ASKED = 100
"""The worth of what was asked for in so many words."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A deliverable's kind, a capability's name, or what methods decompose further.

    `worth` (0–100) says what goes last when not everything can be had; what is `optional` may be left out where nothing
    here can do it. `details` are the deliverable's, `inputs` what its capability is given besides. `after` names goals
    that end before.
    """

    name: str
    count: int = 1
    phase: str = "Work"
    worth: int = 50
    optional: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Precedent:
    """A plan that worked for an objective like this one: its goals, and what it took."""

    plan_id: str
    objective: str
    similarity: float
    confidence: float
    goals: tuple[str, ...]
    seconds: float
    cost_micro_usd: int


@dataclass(frozen=True, slots=True)
class Situation:
    """What methods may look at. `can` says whether something here reaches a goal by itself; `named` are the
    capabilities that the objective names by one of their purposes."""

    objective: str
    brief: Brief
    constraints: Constraints
    can: Callable[[str], bool]
    named: tuple[str, ...] = ()
    precedent: Precedent | None = None

    @property
    def has_product(self) -> bool:
        return bool(self.brief.product or self.brief.brand)
