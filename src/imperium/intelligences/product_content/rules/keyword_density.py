"""The focus is not repeated: at most 2.5 % of the words, or three times in a short text."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.readability import words_in
from imperium.intelligences.product_content.rule import Rule

MOST = 0.025
ALWAYS_ALLOWED = 3


def _judge(page: Page) -> Iterator[str]:
    times = page.description.lower().count(page.search.focus.lower())
    words = words_in(page.description)
    if times > max(ALWAYS_ALLOWED, MOST * words):
        yield f"{page.search.focus!r} stands {times} times in {words} words"


KEYWORD_DENSITY = Rule(_judge)
