"""What marketing can do, by name: whole campaigns, their parts, budgets, and the groups in a file of customers."""

from __future__ import annotations

from typing import Any

from imperium.intelligences.marketing.inputs import (
    EmailInputs,
    MarketingInputs,
    MessageInputs,
    PageInputs,
    SocialPostsInputs,
    VideoScriptInputs,
)
from imperium.platform.capability import Capability, Estimate, Resources, deferred

WORK = "imperium.intelligences.marketing.work"
STUDY_SECONDS = 3.0


def _estimate(inputs: MessageInputs) -> Estimate:
    """A study of past weeks or of customers takes seconds in a worker, copy takes hardly any time."""
    studied = isinstance(inputs, MarketingInputs) and bool(inputs.history or inputs.customers)
    return Estimate(seconds=STUDY_SECONDS if studied else 0.05, cost_micro_usd=0)


def _capability(name: str, summary: str, inputs: type[Any], work: str, purposes: tuple[str, ...]) -> Capability[Any]:
    return Capability(
        name=name,
        summary=summary,
        inputs=inputs,
        run=deferred(f"{WORK}:{work}"),
        purposes=purposes,
        resources=Resources(cpu=0.1, memory_mb=16),
        estimate=_estimate,
        timeout_s=180.0,
    )


CAPABILITIES: tuple[Capability[Any], ...] = (
    _capability(
        "marketing",
        "A whole campaign: strategy, copy by channel, calendar, budget, measures, links and creative briefs.",
        MarketingInputs,
        "marketing",
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
        "campaign_strategy",
        ("strategy", "positioning", "message pillars", "target audience", "segments", "creative concept"),
    ),
    _capability(
        "social_posts",
        "Posts for Instagram, Facebook, X, LinkedIn and TikTok, each in the network's own form and limits.",
        SocialPostsInputs,
        "social_posts",
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
        "email_campaign",
        ("email", "emails", "newsletter", "email campaign", "email sequence", "email template"),
    ),
    _capability(
        "landing_page_copy",
        "The copy of a landing page: hero, blocks, questions and answers, search texts.",
        PageInputs,
        "landing_page",
        ("landing page", "web page", "website copy", "homepage", "web copy"),
    ),
    _capability(
        "ad_copy",
        "Headlines and descriptions of a responsive search ad.",
        PageInputs,
        "ad_copy",
        ("ad copy", "ads", "google ads", "search ads", "advertisement", "headlines", "tagline", "slogan"),
    ),
    _capability(
        "video_script",
        "A script in timed shots with voice-over and text on screen, and the brief for a video engine.",
        VideoScriptInputs,
        "video_script",
        ("video script", "script", "storyboard", "shot list", "voice-over"),
    ),
)
