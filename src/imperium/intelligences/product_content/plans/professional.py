"""What it is, then theme by theme what that means, then the terms. Whole sentences, one thought each."""

from __future__ import annotations

from imperium.intelligences.product_content import moves
from imperium.intelligences.product_content.draft import Draft
from imperium.intelligences.product_content.plan import Plan
from imperium.intelligences.product_content.statement import Paragraph, Statement

MOST = 10
"""Properties told in prose; the others stand in the bullets and the specifications."""
PARAGRAPH = 3
"""Sentences, after which the next theme begins a new paragraph."""


def _write(draft: Draft) -> list[Paragraph]:
    opening = moves.what_it_is(draft, extra=draft.coin("extra", 3))
    groups = moves.themed(draft, [p for p in draft.phrasings if p.of.theme != "terms"][:MOST])
    paragraphs: list[list[Statement]] = [opening]
    for group in groups:
        if len(paragraphs[-1]) >= PARAGRAPH:
            draft.begin_paragraph()
            paragraphs.append([])
        paragraphs[-1] += moves.tell(draft, group, lines=1)
    closing = [*moves.benefits(draft), *moves.people(draft), *moves.price(draft), *_terms(draft)]
    if len(paragraphs[-1]) == 1 and len(paragraphs) > 1:
        closing = [*paragraphs.pop(), *closing]
    return [tuple(paragraph) for paragraph in (*paragraphs, closing)]


def _terms(draft: Draft) -> list[Statement]:
    left = [p for p in draft.phrasings if p.of.theme == "terms"]
    return list(moves.drawn_together(draft, left))


PROFESSIONAL = Plan(_write)
