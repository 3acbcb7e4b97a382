"""What an editor strikes out anywhere: slots, worn-out words, wrong articles, punctuation."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.linter import lint
from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.rule import Rule


def _judge(page: Page) -> Iterator[str]:
    for text in (page.description, *page.bullets, page.search.title, page.search.meta_description):
        yield from (f"{c.rule}: {c.excerpt}" for c in lint(text, given=page.given) if c.rule != "long-sentence")


EDITOR = Rule(_judge)
