"""As one would tell a friend: the thing that struck you first, then one short remark after the other."""

from __future__ import annotations

from imperium.intelligences.product_content import moves
from imperium.intelligences.product_content.draft import Draft
from imperium.intelligences.product_content.phrasing import Phrasing
from imperium.intelligences.product_content.plan import Plan
from imperium.intelligences.product_content.statement import Paragraph, Statement

MOST = 7
REMARKS = 4
"""Properties with a remark of their own; the rest is drawn together."""


def _write(draft: Draft) -> list[Paragraph]:
    asked = _question(draft)
    opening = [*asked, *moves.and_is(draft)] if asked else moves.what_it_is(draft, extra=draft.coin("extra", 2))
    left = [p for p in draft.phrasings if p.of.theme != "terms"][:MOST]
    alone, together = left[:REMARKS], left[REMARKS:]
    draft.begin_paragraph()
    remarks = [s for p in alone for s in moves.own_line(draft, p)]
    rest = list(moves.drawn_together(draft, together))
    closing = [*moves.benefits(draft), *moves.people(draft), *moves.price(draft)]
    if draft.coin("weave"):
        return [tuple(opening), tuple(remarks), (*rest, *closing)]
    return [(*opening, *remarks[:1]), (*rest, *remarks[1:]), tuple(closing)]


def _question(draft: Draft) -> list[Statement]:
    """A question that the strongest property answers."""
    for one in draft.phrasings[:4]:
        ask, does = draft.shape(one, "ask"), draft.shape(one, "vp")
        if ask and does and draft.coin("ask"):
            return _answered(draft, one, ask, does)
    return []


def _answered(draft: Draft, one: Phrasing, ask: str, does: str) -> list[Statement]:
    it = "they" if draft.subject.is_many else "it"
    asked = Statement(ask.format(it=it, It=it), (one.of.source,))
    answer = draft.tell("what_it_does", [one], vps=draft.listed([one], "vp"))
    return [asked, answer] if answer else []


CASUAL = Plan(_write)
