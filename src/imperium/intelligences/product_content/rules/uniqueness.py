"""At least 80 % of the five-word runs stand in no other product's description."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.rule import Rule

MOST_SHARED = 0.2


def _judge(page: Page) -> Iterator[str]:
    nearest = page.shelf.nearest(page.description) if page.shelf else None
    if nearest and nearest.share > MOST_SHARED:
        yield f"{nearest.share:.0%} shared with {nearest.label!r}"


UNIQUENESS = Rule(_judge)
