"""Details first, one at a time, as the eye meets them; then the whole, by its name."""

from __future__ import annotations

from imperium.intelligences.product_content import moves
from imperium.intelligences.product_content.draft import Draft
from imperium.intelligences.product_content.phrasing import Phrasing
from imperium.intelligences.product_content.plan import Plan
from imperium.intelligences.product_content.statement import Paragraph

DETAILS = 2
MORE = 4


def _write(draft: Draft) -> list[Paragraph]:
    front = draft.subject.before_noun
    lead = [p for p in draft.phrasings if p.of not in front and not _refers(p)][: DETAILS + draft.coin("details")]
    details = [s for p in lead for s in moves.own_line(draft, p)]
    whole = moves.what_it_is(draft, extra=0)
    left = [p for p in draft.phrasings if p.of.theme != "terms"][:MORE]
    draft.begin_paragraph()
    body = [s for group in moves.themed(draft, left) for s in moves.tell(draft, group, lines=2)]
    closing = [*moves.benefits(draft), *moves.people(draft), *moves.price(draft)]
    if draft.coin("whole first", 3) == 0:
        return [tuple(whole), (*details, *body), tuple(closing)]
    end = [(*body, *closing)] if draft.coin("end") else [tuple(body), tuple(closing)]
    return [tuple(details), tuple(whole), *end]


def _refers(one: Phrasing) -> bool:
    """Whether it can't be said of something that hasn't been named yet."""
    lines = one.all("creative")
    return any("{It}" in line or "{it}" in line for line in lines) or not (lines or one.all("np"))


CREATIVE = Plan(_write)
