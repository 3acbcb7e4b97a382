"""A film: its script first, then the shooting."""

from __future__ import annotations

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    return (
        Goal("video_script", phase="Film", worth=35, optional=True),
        Goal("video", phase="Film", worth=30, optional=True, after=("video_script",)),
    )


film = Method(
    goal="film",
    why="A film follows a script.",
    applies=lambda situation, goal: situation.can("video"),
    steps=_steps,
)
