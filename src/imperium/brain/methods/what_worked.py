"""What worked before for an objective like this one, where this one leaves open what is to be made."""

from __future__ import annotations

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method
from imperium.brain.phases import PHASES

ALIKE = 0.5
"""Similarity of the two objectives' words, from which on one's plan is tried for the other."""
SURE = 0.5
"""Expected overlap of the proposed plan with the right one, from which on it is tried."""


def _applies(situation: Situation, goal: Goal) -> bool:
    found, is_open = situation.precedent, not (situation.brief.deliverables or situation.named)
    return found is not None and is_open and found.similarity >= ALIKE and found.confidence >= SURE


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    goals = situation.precedent.goals if situation.precedent else ()
    return tuple(Goal(name, phase=PHASES.get(name, "Channels"), worth=60) for name in goals)


worked = Method(
    goal="objective",
    why="A plan with these parts worked for an objective like this one.",
    applies=_applies,
    steps=_steps,
    order=10,
)
