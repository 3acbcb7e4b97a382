"""A title of at most 60 characters."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.rule import Rule
from imperium.intelligences.seo import TITLE


def _judge(page: Page) -> Iterator[str]:
    if len(page.search.title) > TITLE:
        yield f"{len(page.search.title)} characters"


TITLE_LENGTH = Rule(_judge)
