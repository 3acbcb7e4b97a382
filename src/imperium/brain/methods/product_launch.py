"""A product goes to market: where it stands, what is said of it, and who hears of it."""

from __future__ import annotations

import re

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method

_LAUNCH = re.compile(
    r"\b(?:launch(?:es|ed|ing)?|introduc(?:e|es|ing)|unveil(?:s|ing)?|releas(?:e|es|ing)|roll(?:ing)?[\s-]?out"
    r"|bring(?:ing)?\b.{1,80}\bto\s+market|go(?:ing)?[\s-]to[\s-]market)\b",
    re.IGNORECASE,
)


def _applies(situation: Situation, goal: Goal) -> bool:
    asked = situation.brief.asks_for("campaign") or not situation.brief.deliverables
    return bool(asked and _LAUNCH.search(situation.objective))


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    return (
        Goal("stated", optional=True),
        Goal("position"),
        Goal("content"),
        Goal("channels"),
        Goal("film", optional=True, worth=30),
    )


launch = Method(
    goal="objective",
    why="A launch needs a position before copy and pictures: every channel tells the same then.",
    applies=_applies,
    steps=_steps,
    order=20,
    title="Launch of",
)
