"""More people are to know or buy something, and the objective leaves open how: a campaign does that."""

from __future__ import annotations

import re

from imperium.brain.goal import Goal, Situation
from imperium.brain.method import Method
from imperium.brain.understanding import DEMAND

_ASKING = (
    r"(?:more|new|find|win|attract|gain|get|grow(?:ing)?|increas(?:e|ing)|boost(?:ing)?|rais(?:e|ing)|driv(?:e|ing)"
    r"|doubl(?:e|ing)|tripl(?:e|ing)|improv(?:e|ing))"
)
_TELLING = r"(?:promot(?:e|ing)|advertis(?:e|ing)|market(?:ing)?)"
_DEMAND = re.compile(rf"\b{_ASKING}\s+(?:\w+\s+){{0,3}}?{DEMAND}\b|\b{_TELLING}\s+(?:our|my|the|a|an)\b", re.IGNORECASE)


def _applies(situation: Situation, goal: Goal) -> bool:
    return situation.has_product and not situation.brief.deliverables and bool(_DEMAND.search(situation.objective))


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    return (
        Goal("position"),
        Goal("channels"),
        Goal("image", count=1, phase="Pictures", worth=40, optional=True, after=("campaign",)),
    )


demand = Method(
    goal="objective",
    why="More demand takes a position, pieces for the channels, and measures to see whether it works.",
    applies=_applies,
    steps=_steps,
    order=35,
    title="More demand for",
)
