"""A description for search engines of at most 155 characters."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.rule import Rule
from imperium.intelligences.seo import DESCRIPTION


def _judge(page: Page) -> Iterator[str]:
    if len(page.search.meta_description) > DESCRIPTION:
        yield f"{len(page.search.meta_description)} characters"


META_DESCRIPTION = Rule(_judge)
