"""What a product is, in words and pictures: description, search texts, and pictures in the campaign's look."""

from __future__ import annotations

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method

PICTURES = 3


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    return (
        Goal("product_description", phase="Content", worth=80),
        Goal("image", count=PICTURES, phase="Pictures", worth=60, optional=True),
    )


pages = Method(
    goal="content",
    why="Channels link to pages, and a page needs a description and pictures.",
    applies=lambda situation, goal: True,
    steps=_steps,
)
