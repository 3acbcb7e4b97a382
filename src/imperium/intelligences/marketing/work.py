"""Marketing's work: a request is understood, planned, written, and rewritten where a model is wished for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.marketing import report
from imperium.intelligences.marketing.campaign import VIDEO_SECONDS, Plan, campaign, outline
from imperium.intelligences.marketing.channel import channels, expand, written
from imperium.intelligences.marketing.channels.video import script
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.creative import video_brief
from imperium.intelligences.marketing.inputs import (
    EmailInputs,
    MarketingInputs,
    MessageInputs,
    PageInputs,
    SocialPostsInputs,
    VideoScriptInputs,
)
from imperium.intelligences.marketing.job import Job, read
from imperium.intelligences.marketing.planning import MOST_LETTERS, MOST_POSTS, dealt, planned
from imperium.intelligences.marketing.rewriting import Rewritten, rewritten
from imperium.intelligences.marketing.studies import media_mix, segmentation
from imperium.platform.capability import Context, Result

ENGINE = "embedded:copywriter"


async def marketing(inputs: MarketingInputs, context: Context) -> Result:
    job = read(inputs)
    plan = await _studied(job, inputs, context)
    assets = written(job.message, plan.wanted, job.assignment.tone, job.assignment.seed)
    told = await _told(inputs, job, assets, context)
    made = campaign(job.message, plan, job.assignment.tone, job.assignment.seed, told.assets)
    made["notes"] += told.notes
    return _result({**_head(job), **made, "markdown": report.markdown(made)}, told)


async def campaign_strategy(inputs: MarketingInputs, context: Context) -> Result:
    job = read(inputs)
    plan = await _studied(job, inputs, context, usual=False)
    made = outline(job.message, plan, job.assignment.tone, job.assignment.seed)
    return _result({**_head(job), **made, "markdown": report.outline(f"{job.message.label} campaign", made)})


async def _studied(job: Job, inputs: MarketingInputs, context: Context, *, usual: bool = True) -> Plan:
    """The plan of a campaign, once past weeks and customers have been looked at."""
    model = await media_mix(inputs, job.assignment.seed, context) if inputs.history else None
    groups = await segmentation(inputs, job.assignment.seed, context) if inputs.customers else None
    return planned(job, inputs, model, groups, usual=usual)


async def social_posts(inputs: SocialPostsInputs, context: Context) -> Result:
    job = read(inputs)
    brief = job.assignment.brief
    asked = inputs.channels or [c for c in brief.channels if c == "social" or channels()[c].group == "social"]
    keys = [key for key in expand(asked or ["social"], job.message) if channels()[key].group == "social"]
    count = inputs.count or min(brief.asks_for("social_posts"), MOST_POSTS) or len(keys)
    return await _pieces(inputs, job, {key: share for key, share in dealt(keys, count).items() if share}, context)


async def email_campaign(inputs: EmailInputs, context: Context) -> Result:
    job = read(inputs)
    count = inputs.count or min(job.assignment.brief.asks_for("email"), MOST_LETTERS) or 1
    return await _pieces(inputs, job, {"email": count}, context)


async def landing_page(inputs: PageInputs, context: Context) -> Result:
    return await _pieces(inputs, read(inputs), {"web": 1}, context)


async def ad_copy(inputs: PageInputs, context: Context) -> Result:
    return await _pieces(inputs, read(inputs), {"search": 1}, context)


async def video_script(inputs: VideoScriptInputs, context: Context) -> Result:
    job = read(inputs)
    seconds = inputs.duration_seconds or _stated_seconds(job) or VIDEO_SECONDS
    tone, seed = job.assignment.tone or "creative", job.assignment.seed
    piece = script(Copywriter(job.message, tone, seed), seconds)
    film = video_brief(job.message, seconds, Copywriter(job.message, "creative", seed))
    return _output(job, Rewritten((piece,)), {"video_brief": film})


def _stated_seconds(job: Job) -> int | None:
    deliverables = job.assignment.brief.deliverables
    lengths = (d.details.get("duration_seconds") for d in deliverables if d.kind in ("video", "video_script"))
    return next((min(max(int(s), 3), 300) for s in lengths if s), None)


async def _pieces(inputs: MessageInputs, job: Job, wanted: Mapping[str, int], context: Context) -> Result:
    """The pieces, written beside whatever else the objective asks for, so that no two deliverables share a line."""
    others = {key: count for key, count in _named_beside(job).items() if key not in wanted}
    every = written(job.message, {**others, **wanted}, job.assignment.tone, job.assignment.seed)
    told = await _told(inputs, job, [asset for asset in every if asset.channel in wanted], context)
    return _output(job, told, {}, sum(wanted.values()))


def _named_beside(job: Job) -> dict[str, int]:
    """Channels whose pieces other capabilities write for the same objective. Posts come last and change nothing."""
    kinds = {"web": "landing_page", "email": "email", "search": "ad_copy"}
    counts = {key: min(job.assignment.brief.asks_for(kind), MOST_LETTERS) for key, kind in kinds.items()}
    return {key: min(count, 1) if key != "email" else count for key, count in counts.items() if count}


async def _told(inputs: MessageInputs, job: Job, assets: Sequence[Asset], context: Context) -> Rewritten:
    return await rewritten(job.message, assets, context) if inputs.rewrite else Rewritten(tuple(assets))


def _output(job: Job, told: Rewritten, more: dict[str, Any], asked: int = 0) -> Result:
    assets = told.assets
    missing = asked - len(assets)
    fewer = f"{len(assets)} of {asked} pieces: the facts don't carry more without repetition."
    notes = [*job.assignment.notes, *([fewer] if missing > 0 else []), *told.notes]
    labels = channels()
    text = paragraphs(*(f"### {labels[a.channel].label}\n\n{report.lowered(a.markdown or a.text)}" for a in assets))
    data = {"assets": [asset.as_dict() for asset in assets], **more, "notes": notes, "markdown": text}
    return _result({**_head(job), **data}, told)


def _head(job: Job) -> dict[str, Any]:
    assignment = job.assignment
    return {
        "product": job.message.label,
        "tone": assignment.tone,
        "audience": assignment.product.people,
        "seed": assignment.seed,
    }


def _result(output: dict[str, Any], told: Rewritten | None = None) -> Result:
    """The result; where a model has rewritten something, it is named and paid for."""
    by_model = told is not None and told.model is not None
    engine = f"{ENGINE}+{told.engine}" if told is not None and by_model else ENGINE
    return Result(
        output={"engine": engine, **output},
        engine=engine,
        model=told.model if told else None,
        cost_micro_usd=told.cost_micro_usd if told else 0,
    )
