"""A campaign: its strategy, its pieces by channel, and pictures."""

from __future__ import annotations

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method


def _applies(situation: Situation, goal: Goal) -> bool:
    return bool(situation.brief.asks_for("campaign"))


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    return (
        Goal("stated", optional=True),
        Goal("position"),
        Goal("channels"),
        Goal("image", count=1, phase="Pictures", worth=40, optional=True, after=("campaign",)),
    )


campaign = Method(
    goal="objective",
    why="The objective asks for a campaign: its strategy comes first, the pieces follow it.",
    applies=_applies,
    steps=_steps,
    order=30,
    title="Marketing campaign for",
)
