"""Where a product stands: position, messages, segments and look; how long a campaign runs, and where its money goes."""

from __future__ import annotations

from typing import Any

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method

DAY_S = 86_400
SHORTEST, LONGEST = 2, 366
"""Days that a campaign may have."""


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    return (Goal("campaign", phase="Strategy", worth=90, inputs=_inputs(situation)),)


def _inputs(situation: Situation) -> dict[str, Any]:
    """The time that there is, where the objective itself says nothing of it."""
    deadline = situation.constraints.deadline_s
    if situation.brief.days is not None or deadline is None or deadline < SHORTEST * DAY_S:
        return {}
    return {"days": min(int(deadline // DAY_S), LONGEST)}


positioning = Method(
    goal="position",
    why="Every piece follows one position, one look and one course.",
    applies=lambda situation, goal: True,
    steps=_steps,
)
