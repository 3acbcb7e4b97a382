"""A campaign: strategy, copy by channel, calendar, budget, measures, links and creative briefs, as one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imperium.intelligences.asset import Asset
from imperium.intelligences.inputs import Assignment
from imperium.intelligences.marketing import budget
from imperium.intelligences.marketing.calendar import DAYS, calendar, course
from imperium.intelligences.marketing.channel import channels, written
from imperium.intelligences.marketing.creative import image_briefs, video_brief
from imperium.intelligences.marketing.kpis import kpis
from imperium.intelligences.marketing.links import utm
from imperium.intelligences.marketing.strategy import strategy
from imperium.intelligences.writer import Writer

DEFAULT_CHANNELS = ("social", "email", "web")
PICTURES = 3
VIDEO_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign is made of: pieces a channel, days, money, pictures, seconds of video (0 for none)."""

    wanted: Mapping[str, int]
    days: int = DAYS
    budget_micro_usd: int | None = None
    pictures: int = PICTURES
    video_seconds: int = VIDEO_SECONDS
    link: str | None = None


def campaign(assignment: Assignment, plan: Plan) -> dict[str, Any]:
    """The campaign as data. `budget` is None where no amount was given; its shares sum exactly to the amount."""
    product, seed = assignment.product, assignment.seed
    tone = assignment.tone or "professional"
    assets = written(product, plan.wanted, assignment.tone, seed)
    keys = list(plan.wanted)
    known = channels()
    name = f"{product.label} campaign"
    return {
        "name": name,
        "strategy": strategy(Writer(product, tone, seed), assignment.ages, assignment.interests),
        "channels": [_channel(key, assets) for key in keys],
        "calendar": calendar(assets, plan.days, pictures=plan.pictures, video=bool(plan.video_seconds)),
        "days": plan.days,
        "budget": None if plan.budget_micro_usd is None else budget.report(plan.budget_micro_usd, keys),
        "kpis": kpis([(key, known[key].group) for key in keys]),
        "links": utm(assets, name, plan.link),
        "image_briefs": image_briefs(product, plan.pictures, seed),
        "video_brief": video_brief(product, plan.video_seconds, seed) if plan.video_seconds else None,
        "notes": [*assignment.notes, *_notes(assets, plan)],
    }


def outline(assignment: Assignment, plan: Plan) -> dict[str, Any]:
    """The campaign before its copy: strategy, channels with their parts, course, measures, money, pictures."""
    product, seed = assignment.product, assignment.seed
    writer = Writer(product, assignment.tone or "professional", seed)
    known = channels()
    return {
        "strategy": strategy(writer, assignment.ages, assignment.interests),
        "channel_plan": [
            {"channel": key, "label": known[key].label, "role": known[key].role, "pieces": count}
            for key, count in plan.wanted.items()
        ],
        "course": course(plan.days),
        "budget": None if plan.budget_micro_usd is None else budget.report(plan.budget_micro_usd, list(plan.wanted)),
        "kpis": kpis([(key, known[key].group) for key in plan.wanted]),
        "image_briefs": image_briefs(product, plan.pictures, seed),
        "video_brief": video_brief(product, plan.video_seconds, seed) if plan.video_seconds else None,
        "notes": [*assignment.notes, *_notes_on_money(plan)],
    }


def _channel(key: str, assets: list[Asset]) -> dict[str, Any]:
    own = [asset.as_dict() for asset in assets if asset.channel == key]
    return {"channel": key, "label": channels()[key].label, "assets": own}


def _notes(assets: list[Asset], plan: Plan) -> list[str]:
    counts = {key: sum(asset.channel == key for asset in assets) for key in plan.wanted}
    short = [f"{channels()[k].label}: {counts[k]} of {n}" for k, n in plan.wanted.items() if counts[k] < n]
    fewer = f"Fewer pieces than planned, because the facts don't carry more without repetition ({', '.join(short)})."
    return [*([fewer] if short else []), *_notes_on_money(plan)]


def _notes_on_money(plan: Plan) -> list[str]:
    return ["No budget was given, so none is split."] if plan.budget_micro_usd is None else []
