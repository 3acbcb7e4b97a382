"""Each piece that the objective names, with as many as it names, and each capability that it calls by a purpose."""

from __future__ import annotations

from imperium.brain.goal import ASKED, Goal, Situation
from imperium.brain.method import Method
from imperium.brain.phases import PHASES


def _applies(situation: Situation, goal: Goal) -> bool:
    return bool(situation.brief.deliverables or situation.named)


def _steps(situation: Situation, goal: Goal) -> tuple[Goal, ...]:
    pieces = (
        Goal(
            wanted.kind,
            count=wanted.count,
            phase=PHASES.get(wanted.kind, "Channels"),
            worth=ASKED,
            optional=True,
            details=wanted.details,
            after=("video_script",) if wanted.kind == "video" else (),
        )
        for wanted in situation.brief.deliverables
    )
    named = (Goal(name, worth=ASKED, optional=True) for name in situation.named)
    return (*pieces, *named)


stated = Method(goal="stated", why="It was asked for in so many words.", applies=_applies, steps=_steps)
