"""What marketing can do, by name: whole campaigns, their parts, budgets, and the groups in a file of customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AliasChoices, Field, StringConstraints

from imperium.intelligences.asset import Asset, paragraphs
from imperium.intelligences.brief import Brief
from imperium.intelligences.inputs import Assignment, CopyInputs, understand
from imperium.intelligences.marketing import report
from imperium.intelligences.marketing.calendar import DAYS
from imperium.intelligences.marketing.campaign import DEFAULT_CHANNELS, PICTURES, VIDEO_SECONDS, Plan, campaign, outline
from imperium.intelligences.marketing.channel import channels, expand, written
from imperium.intelligences.marketing.channels.video import script
from imperium.intelligences.marketing.creative import video_brief
from imperium.intelligences.product import Short
from imperium.intelligences.writer import Writer
from imperium.kit.money import usd_to_micro
from imperium.platform.capability import Capability, Context, Estimate, Resources, Result

ENGINE = "embedded:copywriter"
Names = Annotated[list[Short], Field(max_length=20)]
Link = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^https?://[^\s]+$")]


class MarketingInputs(CopyInputs):
    """`budget` is in US dollars; `days` the length of the campaign."""

    channels: Names = Field(default_factory=list)
    budget: float | None = Field(default=None, ge=0, le=1_000_000_000)
    days: int | None = Field(default=None, ge=2, le=366)
    pictures: int = Field(default=PICTURES, ge=0, le=12)
    video_seconds: int = Field(default=VIDEO_SECONDS, ge=0, le=300)
    link: Link | None = None
    campaign_type: Short | None = None


class SocialPostsInputs(CopyInputs):
    """`count` is the number of posts altogether, dealt out to the channels in turns."""

    channels: Names = Field(default_factory=list)
    count: int | None = Field(default=None, ge=1, le=30)


class EmailInputs(CopyInputs):
    count: int | None = Field(default=None, ge=1, le=10)


class PageInputs(CopyInputs):
    """A landing page needs nothing more than what every piece of copy needs."""


class VideoScriptInputs(CopyInputs):
    duration_seconds: int | None = Field(
        default=None, ge=3, le=300, validation_alias=AliasChoices("duration_seconds", "duration")
    )


async def _marketing(inputs: MarketingInputs, context: Context) -> Result:
    job = understand(inputs)
    made = campaign(job, _plan(job, inputs))
    return _result({**_head(job), **made, "markdown": report.markdown(made)})


def _plan(job: Assignment, inputs: MarketingInputs, *, usual: bool = True) -> Plan:
    """The inputs, then what the objective says, then what is usual."""
    brief = job.brief
    keys = expand(inputs.channels or brief.channels or DEFAULT_CHANNELS, job.product)
    money = brief.budget_micro_usd if inputs.budget is None else usd_to_micro(inputs.budget)
    return Plan(
        wanted={key: channels()[key].pieces for key in keys} | _asked(brief, keys, stated_only=usual),
        days=inputs.days or min(max(brief.days or DAYS, 2), 366),
        budget_micro_usd=money,
        pictures=inputs.pictures,
        video_seconds=inputs.video_seconds,
        link=inputs.link,
    )


def _asked(brief: Brief, keys: Sequence[str], *, stated_only: bool) -> dict[str, int]:
    """How many posts and letters the objective names for the channels; open plurals count unless `stated_only`."""
    named = [d for d in brief.deliverables if d.stated or not stated_only]
    posts = sum(d.count for d in named if d.kind == "social_posts")
    letters = sum(d.count for d in named if d.kind == "email")
    social = [key for key in keys if channels()[key].group == "social"]
    dealt = {key: max(1, n) for key, n in _dealt(social, min(posts, 30)).items()} if posts and social else {}
    return dealt | ({"email": min(letters, 10)} if letters and "email" in keys else {})


async def _campaign_strategy(inputs: MarketingInputs, context: Context) -> Result:
    job = understand(inputs)
    made = outline(job, _plan(job, inputs, usual=False))
    return _result({**_head(job), **made, "markdown": report.outline(f"{job.product.label} campaign", made)})


async def _social_posts(inputs: SocialPostsInputs, context: Context) -> Result:
    job = understand(inputs)
    asked = inputs.channels or [c for c in job.brief.channels if c == "social" or channels()[c].group == "social"]
    keys = [key for key in expand(asked or ["social"], job.product) if channels()[key].group == "social"]
    count = inputs.count or min(job.brief.asks_for("social_posts"), 30) or len(keys)
    return _pieces(job, {key: share for key, share in _dealt(keys, count).items() if share})


def _dealt(keys: Sequence[str], count: int) -> dict[str, int]:
    """So many pieces, dealt out in turns."""
    return {key: count // len(keys) + (1 if i < count % len(keys) else 0) for i, key in enumerate(keys)}


async def _email_campaign(inputs: EmailInputs, context: Context) -> Result:
    job = understand(inputs)
    return _pieces(job, {"email": inputs.count or min(job.brief.asks_for("email"), 10) or 1})


async def _landing_page(inputs: PageInputs, context: Context) -> Result:
    return _pieces(understand(inputs), {"web": 1})


async def _ad_copy(inputs: PageInputs, context: Context) -> Result:
    return _pieces(understand(inputs), {"search": 1})


async def _video_script(inputs: VideoScriptInputs, context: Context) -> Result:
    job = understand(inputs)
    seconds = inputs.duration_seconds or _stated_seconds(job) or VIDEO_SECONDS
    piece = script(Writer(job.product, job.tone or "creative", job.seed), seconds)
    return _output(job, [piece], {"video_brief": video_brief(job.product, seconds, job.seed)})


def _stated_seconds(job: Assignment) -> int | None:
    lengths = (d.details.get("duration_seconds") for d in job.brief.deliverables if d.kind in ("video", "video_script"))
    return next((min(max(int(s), 3), 300) for s in lengths if s), None)


def _pieces(job: Assignment, wanted: Mapping[str, int]) -> Result:
    """The pieces, written beside whatever else the objective asks for, so that no two deliverables share a line."""
    others = {key: count for key, count in _named_beside(job).items() if key not in wanted}
    assets = [a for a in written(job.product, {**others, **wanted}, job.tone, job.seed) if a.channel in wanted]
    return _output(job, assets, {}, sum(wanted.values()))


def _named_beside(job: Assignment) -> dict[str, int]:
    """Channels whose pieces other capabilities write for the same objective. Posts come last and change nothing."""
    kinds = {"web": "landing_page", "email": "email", "search": "ad_copy"}
    counts = {key: min(job.brief.asks_for(kind), 10) for key, kind in kinds.items()}
    return {key: min(count, 1) if key != "email" else count for key, count in counts.items() if count}


def _output(job: Assignment, assets: list[Asset], more: dict[str, Any], asked: int = 0) -> Result:
    missing = asked - len(assets)
    fewer = f"{len(assets)} of {asked} pieces: the facts don't carry more without repetition."
    notes = [*job.notes, *([fewer] if missing > 0 else [])]
    labels = channels()
    text = paragraphs(*(f"### {labels[a.channel].label}\n\n{report.lowered(a.markdown or a.text)}" for a in assets))
    data = {"assets": [asset.as_dict() for asset in assets], **more, "notes": notes, "markdown": text}
    return _result({**_head(job), **data})


def _head(job: Assignment) -> dict[str, Any]:
    return {"product": job.product.label, "tone": job.tone, "audience": job.product.people, "seed": job.seed}


def _result(output: dict[str, Any]) -> Result:
    return Result(output={"engine": ENGINE, **output}, engine=ENGINE)


def _capability(name: str, summary: str, inputs: type[Any], run: Any, purposes: tuple[str, ...]) -> Capability[Any]:
    return Capability(
        name=name,
        summary=summary,
        inputs=inputs,
        run=run,
        purposes=purposes,
        resources=Resources(cpu=0.1, memory_mb=16),
        estimate=lambda given: Estimate(seconds=0.05, cost_micro_usd=0),
        timeout_s=30.0,
    )


CAPABILITIES: tuple[Capability[Any], ...] = (
    _capability(
        "marketing",
        "A whole campaign: strategy, copy by channel, calendar, budget, measures, links and creative briefs.",
        MarketingInputs,
        _marketing,
        (
            "marketing campaign",
            "campaign",
            "marketing",
            "launch",
            "promotion",
            "advertising",
            "go-to-market",
            "budget allocation",
            "marketing plan",
        ),
    ),
    _capability(
        "campaign_strategy",
        "Position, message pillars and audience segments of a campaign.",
        MarketingInputs,
        _campaign_strategy,
        ("strategy", "positioning", "message pillars", "target audience", "segments", "creative concept"),
    ),
    _capability(
        "social_posts",
        "Posts for Instagram, Facebook, X, LinkedIn and TikTok, each in the network's own form and limits.",
        SocialPostsInputs,
        _social_posts,
        (
            "social media posts",
            "social media",
            "instagram",
            "facebook",
            "twitter",
            "tweets",
            "linkedin",
            "tiktok",
            "posts",
            "captions",
        ),
    ),
    _capability(
        "email_campaign",
        "Emails with subject, preheader, body and one call to action.",
        EmailInputs,
        _email_campaign,
        ("email", "emails", "newsletter", "email campaign", "email sequence", "email template"),
    ),
    _capability(
        "landing_page_copy",
        "The copy of a landing page: hero, blocks, questions and answers, search texts.",
        PageInputs,
        _landing_page,
        ("landing page", "web page", "website copy", "homepage", "web copy"),
    ),
    _capability(
        "ad_copy",
        "Headlines and descriptions of a responsive search ad.",
        PageInputs,
        _ad_copy,
        ("ad copy", "ads", "google ads", "search ads", "advertisement", "headlines", "tagline", "slogan"),
    ),
    _capability(
        "video_script",
        "A script in timed shots with voice-over and text on screen, and the brief for a video engine.",
        VideoScriptInputs,
        _video_script,
        ("video script", "script", "storyboard", "shot list", "voice-over"),
    ),
)
