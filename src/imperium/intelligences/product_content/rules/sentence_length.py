"""No sentence longer than the style guide allows; a list of data is no sentence."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.linter import sentences
from imperium.intelligences.product_content.page import Page
from imperium.intelligences.product_content.readability import words_in
from imperium.intelligences.product_content.rule import Rule


def _judge(page: Page) -> Iterator[str]:
    prose = "\n".join(line for line in page.description.splitlines() if not line.startswith("• "))
    given = {text.strip(". ") for text in page.given}
    for sentence in sentences(prose):
        if words_in(sentence) > page.style.max_sentence_words and sentence.strip(". ") not in given:
            yield f"{words_in(sentence)} words: {sentence[:80]}"


SENTENCE_LENGTH = Rule(_judge)
