"""A campaign: strategy, copy by channel, calendar, money, measures, tests, links and creative briefs, as one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from imperium.intelligences.asset import Asset
from imperium.intelligences.marketing.calendar import DAYS, calendar, course
from imperium.intelligences.marketing.channel import channels, written
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.creative import image_briefs, video_brief, workflow
from imperium.intelligences.marketing.inputs import PICTURES
from imperium.intelligences.marketing.kpis import Money, kpis, warning
from imperium.intelligences.marketing.links import utm
from imperium.intelligences.marketing.message import Message
from imperium.intelligences.marketing.spending import Spending
from imperium.intelligences.marketing.strategy import strategy
from imperium.intelligences.marketing.trials import Traffic, trials
from imperium.intelligences.tone import Tone

DEFAULT_CHANNELS = ("social", "email", "web")
VIDEO_SECONDS = 15
_NO_BUDGET = "No budget was given, so none is split."
_NO_POINTS = (
    "No features or benefits were given, so the copy claims none. Add three to five, each with what it is good for"
    " (“gooseneck spout: you pour where you look”), and every piece will have more to say."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign is made of: pieces a channel, days, money, pictures, seconds of video (0 for none)."""

    wanted: Mapping[str, int]
    days: int = DAYS
    spending: Spending | None = None
    pictures: int = PICTURES
    video_seconds: int = VIDEO_SECONDS
    link: str | None = None
    start: date | None = None
    worth: int | None = None
    subscribers: int | None = None
    visitors: int | None = None
    ages: tuple[int, int] | None = None
    segments: Sequence[dict[str, Any]] = ()
    segmentation: Mapping[str, Any] | None = None

    @property
    def money(self) -> Money | None:
        plan = self.spending
        return None if plan is None else Money(plan.currency, plan.spent, plan.outlooks, self.worth)

    @property
    def traffic(self) -> Traffic:
        return Traffic(self.days, self.subscribers, self.visitors, self.spending.outlooks if self.spending else None)


def campaign(
    message: Message, plan: Plan, tone: Tone | None, seed: int, assets: Sequence[Asset] | None = None
) -> dict[str, Any]:
    """The campaign as data. `budget` is None where no amount was given; its shares sum exactly to the amount. `assets`
    replace the copy that would be written."""
    pieces = list(assets) if assets is not None else written(message, plan.wanted, tone, seed)
    copy = Copywriter(message, tone or "professional", seed)
    film = video_brief(message, plan.video_seconds, copy.in_tone("creative")) if plan.video_seconds else None
    known, name = channels(), f"{message.label} campaign"
    pictures = image_briefs(message, plan.pictures, seed, list(plan.wanted))
    return {
        "name": name,
        **_strategy(copy, plan),
        "channels": [_channel(key, pieces) for key in plan.wanted],
        "calendar": calendar(
            pieces, plan.days, pictures=plan.pictures, video=bool(film), start=plan.start, industry=message.industry
        ),
        "days": plan.days,
        "budget": plan.spending.as_dict() if plan.spending else None,
        "kpis": kpis([(key, known[key].group) for key in plan.wanted], message.industry, plan.money),
        "ab_tests": trials(copy, pieces, plan.traffic),
        "links": utm(pieces, name, plan.link),
        "image_briefs": pictures,
        "video_brief": film,
        "media_workflow": workflow(pictures, film),
        "notes": [*_notes(message, plan), *_short(pieces, plan)],
    }


def outline(message: Message, plan: Plan, tone: Tone | None, seed: int) -> dict[str, Any]:
    """The campaign before its copy: strategy, channels with their parts, course, measures, money, pictures."""
    copy, known = Copywriter(message, tone or "professional", seed), channels()
    film = video_brief(message, plan.video_seconds, copy.in_tone("creative")) if plan.video_seconds else None
    return {
        **_strategy(copy, plan),
        "channel_plan": [
            {"channel": key, "label": known[key].label, "role": known[key].role, "pieces": count}
            for key, count in plan.wanted.items()
        ],
        "course": course(plan.days),
        "budget": plan.spending.as_dict() if plan.spending else None,
        "kpis": kpis([(key, known[key].group) for key in plan.wanted], message.industry, plan.money),
        "image_briefs": image_briefs(message, plan.pictures, seed, list(plan.wanted)),
        "video_brief": film,
        "notes": _notes(message, plan),
    }


def _strategy(copy: Copywriter, plan: Plan) -> dict[str, Any]:
    """The strategy; the groups of a customer file stand beside the stated segments."""
    made = {"strategy": strategy(copy, plan.ages, plan.segments)}
    return made | ({"customer_segments": dict(plan.segmentation)} if plan.segmentation else {})


def _channel(key: str, assets: Sequence[Asset]) -> dict[str, Any]:
    own = [asset.as_dict() for asset in assets if asset.channel == key]
    return {"channel": key, "label": channels()[key].label, "role": channels()[key].role, "assets": own}


def _short(assets: Sequence[Asset], plan: Plan) -> list[str]:
    counts = {key: sum(asset.channel == key for asset in assets) for key in plan.wanted}
    short = [f"{channels()[k].label}: {counts[k]} of {n}" for k, n in plan.wanted.items() if counts[k] < n]
    fewer = f"Fewer pieces than planned, because the facts don't carry more without repetition ({', '.join(short)})."
    return [fewer] if short else []


def _notes(message: Message, plan: Plan) -> list[str]:
    return [
        *([_NO_POINTS] if not message.points else []),
        *([_NO_BUDGET] if plan.spending is None else plan.spending.notes),
        *([warned] if (warned := warning(message.industry, plan.money)) else []),
    ]
