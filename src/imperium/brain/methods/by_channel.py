"""Pieces for each channel: the ones that the objective names, else those that a product starts with."""

from __future__ import annotations

from collections.abc import Mapping

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method

USUAL = ("social", "email", "web", "search")
PIECES: Mapping[str, tuple[str, int, int]] = {
    "social": ("social_posts", 5, 70),
    "email": ("email", 3, 65),
    "web": ("landing_page", 1, 75),
    "search": ("ad_copy", 1, 55),
}
"""By group of channels: kind, how many, worth."""
NETWORKS = ("instagram", "facebook", "x", "linkedin", "tiktok")


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    named = ["social" if channel in NETWORKS else channel for channel in situation.brief.channels]
    groups = dict.fromkeys([group for group in named if group in PIECES] or USUAL)
    return tuple(
        Goal(kind, count=count, phase="Channels", worth=worth, optional=True, after=("campaign",))
        for kind, count, worth in (PIECES[group] for group in groups)
    )


channels = Method(
    goal="channels",
    why="Each channel gets pieces in its own form, written after the position.",
    applies=lambda situation, goal: True,
    steps=_steps,
)
