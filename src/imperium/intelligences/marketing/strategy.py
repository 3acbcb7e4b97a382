"""Strategy: concept, position, message pillars and segments, each with the given words that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imperium.intelligences.grammar import lower_first, plural, sentence_case
from imperium.intelligences.knowledge import Entry
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.creative import scenery
from imperium.intelligences.marketing.message import Message
from imperium.intelligences.tone import VOICES

PILLARS = 4
_UNEXPLAINED = "Named as given. Add after a colon what it is good for (“{point}: …”), and the copy will say that too."
_LIMITS = (
    "Only what was given, or follows from its meaning, is claimed: no figures, awards, reviews or prices that weren't"
    " in the brief."
)


def strategy(
    copy: Copywriter, ages: tuple[int, int] | None, given_segments: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Concept, position, pillars, segments and what the copy will and won't say."""
    message = copy.message
    look, settings = scenery(message, copy.seed)
    return {
        "concept": {
            "line": _concept(message),
            "look": look,
            "setting": settings[0],
            "voice": VOICES[copy.tone],
        },
        "positioning": positioning(message),
        "message_pillars": pillars(copy),
        "audience_segments": list(given_segments) or segments(message, ages),
        "tone": copy.tone,
        "industry": message.industry.label,
        "goal": message.goal or f"More {message.industry.result[1]}.",
        "proof": [*(point.what for point in message.points), *message.proof],
        "limits": _LIMITS,
    }


def _concept(message: Message) -> str:
    """The one line that all pieces come back to: its strongest point with its reason, as given, else what it is."""
    reasoned = [point for point in message.points if point.why]
    if reasoned:
        return f"{reasoned[0].what}: {reasoned[0].why.rstrip('.')}."
    points = [point.what for point in message.points[:2]]
    if points:
        return f"{message.label}. {'. '.join(points)}."
    return message.definition or f"{message.label}."


def positioning(message: Message) -> str:
    """What it is and for whom, the goal, and the reasons to believe it."""
    what = message.definition or f"This is about {message.the_name}."
    goal = f" The goal: {lower_first(message.goal).rstrip('.')}." if message.goal else ""
    reasons = [lower_first(point.what) for point in message.points]
    believe = (
        f" Reasons to believe it: {', '.join(reasons)}." if reasons else " No reasons to believe it were given yet."
    )
    return f"{what}{goal}{believe}"


def pillars(copy: Copywriter) -> list[dict[str, str]]:
    """One a point, up to four; the given words are the proof."""
    return [
        {
            "title": point.what,
            "message": _message(copy, point.why, point.fact.entry if point.fact else None)
            or _UNEXPLAINED.format(point=point.what),
            "proof": point.given,
        }
        for point in copy.leading(PILLARS)
    ]


def _message(copy: Copywriter, why: str, entry: Entry | None) -> str:
    if why:
        return f"{sentence_case(why).rstrip('.')}."
    return entry.texts("plain")[0].format_map(copy.writer.slots) if entry and entry.texts("plain") else ""


def segments(message: Message, ages: tuple[int, int] | None) -> list[dict[str, Any]]:
    """A segment for each stated group, with what is known about it; ages hold for all. Nothing stated: a broad one."""
    more = ({"ages": f"{ages[0]}–{ages[1]}"} if ages else {}) | ({"place": message.place} if message.place else {})
    known = [_known(entry) | more for entry in message.product.audiences]
    people = message.product.people
    if len(known) == 1 and people:
        return [known[0] | {"name": sentence_case(people)}]
    if known:
        return known
    if people:
        return [{"name": sentence_case(people), "reason": "Stated in the brief."} | more]
    name = f"People who look for {plural(message.kind)}" if message.kind else f"People who look for {message.name}"
    return [{"name": name, "reason": "No audience was given, so this one is broad."} | more]


def _known(entry: Entry) -> dict[str, Any]:
    return {
        "name": sentence_case(entry.texts("people")[0]),
        "reason": entry.texts("reason")[0],
        "reach_them": list(entry.texts("moments")),
    }
