"""A strategy: the plan for an objective, what it takes, what speaks against it, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass

from imperium.brain.complexity import Complexity
from imperium.brain.constraints import Constraints
from imperium.brain.decomposition import Applied
from imperium.brain.goal import Precedent
from imperium.brain.piece import Piece
from imperium.brain.risks import Risk
from imperium.brain.simulation import Simulation, Violation
from imperium.platform.capability import Resources
from imperium.workflows.spec import Workflow


@dataclass(frozen=True, slots=True)
class Question:
    """What the objective doesn't say: the field that would, and what is assumed until then."""

    field: str
    needed: str
    assumed: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Strategy:
    """`simulation` is of the plan as it is given, which always passes. `violations` are those of the whole plan; where
    there are any, the plan given is the nearest one that has none, and `dropped` are the pieces that it lacks.

    `wanted` is the whole plan's simulation. `media_micro_usd` is the part of the budget that campaigns may spend.
    """

    id: str
    objective: str
    kind: str
    title: str
    by: str
    constraints: Constraints
    limits: Resources
    simulation: Simulation
    wanted: Simulation
    dropped: tuple[Piece, ...]
    workflow: Workflow
    complexity: Complexity
    risks: tuple[Risk, ...]
    goals: tuple[str, ...]
    applied: tuple[Applied, ...]
    uncovered: tuple[str, ...]
    questions: tuple[Question, ...]
    precedent: Precedent | None
    media_micro_usd: int | None
    notes: tuple[str, ...] = ()
    planning_cost_micro_usd: int = 0

    @property
    def violations(self) -> tuple[Violation, ...]:
        return self.wanted.violations

    @property
    def is_feasible(self) -> bool:
        return not self.violations
