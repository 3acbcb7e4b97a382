"""Which master intelligence a capability belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

INTELLIGENCES: Mapping[str, str] = {
    "product_content": "product_content",
    "marketing": "marketing",
    "campaign_strategy": "marketing",
    "social_posts": "marketing",
    "email_campaign": "marketing",
    "landing_page_copy": "marketing",
    "ad_copy": "marketing",
    "video_script": "marketing",
    "web_app_builder": "web_app_builder",
    "advanced_media": "advanced_media",
    "image_generation": "advanced_media",
    "video_generation": "advanced_media",
}
"""Capabilities that aren't here belong to none: language models, and what other packages add."""


def intelligences(capabilities: Iterable[str]) -> tuple[str, ...]:
    """Those that the capabilities belong to, in order."""
    return tuple(dict.fromkeys(INTELLIGENCES[name] for name in capabilities if name in INTELLIGENCES))
