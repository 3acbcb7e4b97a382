"""No word that the style guide bans."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.rule import Rule


def _judge(page: Page) -> Iterator[str]:
    yield from page.style.banned_in(page.text)


BANNED_WORDS = Rule(_judge)
