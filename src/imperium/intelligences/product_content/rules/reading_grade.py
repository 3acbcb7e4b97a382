"""No harder to read than the style guide allows."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.readability import grade, words_in
from imperium.intelligences.product_content.rule import Rule

FEWEST_WORDS = 25
"""The formula is made for samples of a hundred words; a name of four syllables alone would decide below this."""


def _judge(page: Page) -> Iterator[str]:
    found = grade(page.description)
    if words_in(page.description) < FEWEST_WORDS:
        return
    if found > page.style.reading_grade:
        yield f"grade {found:.1f}, at most {page.style.reading_grade:g}"


READING_GRADE = Rule(_judge)
