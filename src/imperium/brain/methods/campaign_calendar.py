"""What is published when, for how much: the whole campaign's calendar, budget by channel, measures and links."""

from __future__ import annotations

from typing import Any

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method

DAY_S = 86_400
SHORTEST, LONGEST = 2, 366
"""Days that a campaign may have."""


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    details: dict[str, Any] = {}
    if situation.brief.channels:
        details["channels"] = list(situation.brief.channels)
    deadline = situation.constraints.deadline_s
    if deadline is not None and deadline >= SHORTEST * DAY_S and situation.brief.days is None:
        details["days"] = min(int(deadline // DAY_S), LONGEST)
    after = ("campaign", "social_posts", "email", "landing_page", "ad_copy")
    return (Goal("marketing", phase="Calendar and budget", worth=85, details=details, after=after),)


calendar = Method(
    goal="calendar",
    why="Dates, money by channel and measures are set once the pieces are there.",
    applies=lambda situation, goal: True,
    steps=_steps,
)
