"""Every word and every figure is supported by what was given."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.rule import Rule


def _judge(page: Page) -> Iterator[str]:
    yield from (f"{one.claim!r} in {one.sentence!r}" for one in page.evidence.unsupported(page.text))


FACTS = Rule(_judge)
