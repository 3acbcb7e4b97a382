"""No description longer than the style guide allows."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.readability import words_in
from imperium.intelligences.product_content.rule import Rule


def _judge(page: Page) -> Iterator[str]:
    found = words_in(page.description)
    if found > page.style.max_words:
        yield f"{found} words, at most {page.style.max_words}"


LENGTH = Rule(_judge)
