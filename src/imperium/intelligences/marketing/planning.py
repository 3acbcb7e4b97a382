"""What a campaign is made of: the inputs, then what the objective says, then what is usual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imperium.intelligences.brief import Brief
from imperium.intelligences.marketing.calendar import DAYS
from imperium.intelligences.marketing.campaign import DEFAULT_CHANNELS, VIDEO_SECONDS, Plan
from imperium.intelligences.marketing.channel import ALIASES, channels, expand
from imperium.intelligences.marketing.inputs import MarketingInputs
from imperium.intelligences.marketing.job import Job, budget_of, limits_of, money_of
from imperium.intelligences.marketing.spending import Spending, spending

FILMED = frozenset(("video", "tiktok", "instagram", "facebook"))
MOST_POSTS, MOST_LETTERS = 30, 10


def planned(
    job: Job, inputs: MarketingInputs, model: dict[str, Any] | None, groups: dict[str, Any] | None, *, usual: bool
) -> Plan:
    """The plan. `model` and `groups` are what weeks and customers have shown; `usual` counts stated numbers only."""
    brief = job.assignment.brief
    keys = expand(inputs.channels or brief.channels or DEFAULT_CHANNELS, job.message)
    days = inputs.days or min(max(brief.days or DAYS, 2), 366)
    worth = inputs.value_per_result
    return Plan(
        wanted={key: channels()[key].pieces for key in keys} | _asked(brief, keys, stated_only=usual),
        days=days,
        spending=_spending(job, inputs, keys, days, model),
        pictures=inputs.pictures,
        video_seconds=_film_seconds(inputs, keys),
        link=inputs.link,
        start=inputs.start_date,
        worth=None if worth is None else money_of(inputs).units(worth, "value_per_result"),
        subscribers=inputs.subscribers,
        visitors=inputs.monthly_visitors,
        ages=job.assignment.ages,
        segments=[segment.model_dump(exclude_none=True) for segment in inputs.segments],
        segmentation=groups,
    )


def _film_seconds(inputs: MarketingInputs, keys: Sequence[str]) -> int:
    """As asked; else a short film where a channel shows films."""
    if inputs.video_seconds is not None:
        return inputs.video_seconds
    return VIDEO_SECONDS if FILMED.intersection(keys) else 0


def _spending(
    job: Job, inputs: MarketingInputs, keys: Sequence[str], days: int, model: dict[str, Any] | None
) -> Spending | None:
    total = budget_of(inputs, job)
    if total is None:
        return None
    bounded = {name: expand([name], job.message, "channel_limits")[0] for name in inputs.channel_limits}
    named = _names(inputs, job, keys)
    limits = {key: limit for key, limit in limits_of(inputs, bounded).items() if key in keys}
    return spending(
        total, keys, job.message.industry, money_of(inputs), days=days, limits=limits, model=model, names=named
    )


def _names(inputs: MarketingInputs, job: Job, keys: Sequence[str]) -> dict[str, str]:
    """What the history calls each channel of the campaign."""
    own = inputs.history.channels if inputs.history else []
    known = {key: name for name in own for key in _key_of(name, job)}
    return {key: known[key] for key in keys if key in known}


def _key_of(name: str, job: Job) -> tuple[str, ...]:
    """The key of a channel that a history names; none for one that isn't ours, such as a billboard."""
    key = ALIASES.get(name.strip().lower(), name.strip().lower())
    return (key,) if key in channels() else ()


def _asked(brief: Brief, keys: Sequence[str], *, stated_only: bool) -> dict[str, int]:
    """How many posts and letters the objective names for the channels; open plurals count unless `stated_only`."""
    named = [d for d in brief.deliverables if d.stated or not stated_only]
    posts = sum(d.count for d in named if d.kind == "social_posts")
    letters = sum(d.count for d in named if d.kind == "email")
    social = [key for key in keys if channels()[key].group == "social"]
    shares = {key: max(1, n) for key, n in dealt(social, min(posts, MOST_POSTS)).items()} if posts and social else {}
    return shares | ({"email": min(letters, MOST_LETTERS)} if letters and "email" in keys else {})


def dealt(keys: Sequence[str], count: int) -> dict[str, int]:
    """So many pieces, dealt out in turns."""
    return {key: count // len(keys) + (1 if i < count % len(keys) else 0) for i, key in enumerate(keys)}
