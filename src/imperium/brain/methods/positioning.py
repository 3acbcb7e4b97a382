"""Where a product stands: position, message pillars, segments and the look that everything wears."""

from __future__ import annotations

from imperium.brain.goal import Goal
from imperium.brain.method import Method

positioning = Method(
    goal="position",
    why="Every piece follows one position and one look.",
    applies=lambda situation, goal: True,
    steps=lambda situation, goal: (Goal("campaign", phase="Strategy", worth=90),),
)
