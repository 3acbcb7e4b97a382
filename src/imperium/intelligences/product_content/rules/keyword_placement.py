"""The focus stands in the meta description, in the first hundred words, and in a title that has room for it."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.rule import Rule
from imperium.intelligences.seo import TITLE

FIRST_WORDS = 100
LONGEST_FOCUS = 40
"""Characters; a longer focus has no room in a title beside a name."""


def _judge(page: Page) -> Iterator[str]:
    focus = page.search.focus.lower()
    if len(focus) > LONGEST_FOCUS:
        return
    beginning = " ".join(page.description.split()[:FIRST_WORDS])
    places = {"meta description": page.search.meta_description, "beginning": beginning}
    if len(page.evidence.subject.label) + len(f": {focus}") <= TITLE:
        places["title"] = page.search.title
    yield from (f"{focus!r} is not in the {place}" for place, text in places.items() if focus not in text.lower())


KEYWORD_PLACEMENT = Rule(_judge)
