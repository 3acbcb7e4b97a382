"""What the objective names is what is made: no more, no less."""

from __future__ import annotations

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method


def _applies(situation: Situation, goal: Goal) -> bool:
    return bool(situation.brief.deliverables or situation.named)


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    return (Goal("stated"),)


pieces = Method(
    goal="objective",
    why="The objective names the pieces that it wants.",
    applies=_applies,
    steps=_steps,
    order=40,
)
