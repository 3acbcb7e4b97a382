"""A definition, then the data theme by theme. Nothing that can't be checked, nobody addressed."""

from __future__ import annotations

from imperium.intelligences.grammar import lower_first, sentence_case
from imperium.intelligences.product_content import moves
from imperium.intelligences.product_content.draft import Draft
from imperium.intelligences.product_content.lexicon import THEMES
from imperium.intelligences.product_content.phrasing import Phrasing
from imperium.intelligences.product_content.plan import Plan
from imperium.intelligences.product_content.statement import Paragraph, Statement

MOST = 24


def _write(draft: Draft) -> list[Paragraph]:
    told = [p for p in draft.phrasings if p.of.form == "sentence"]
    definition = [*moves.what_it_is(draft, extra=0), *(s for p in told for s in moves.own_line(draft, p))]
    groups = moves.themed(draft, [p for p in draft.phrasings if not _is_price(p)][:MOST])
    if draft.coin("layout", 3) == 0:
        points = tuple(_datum(draft, one) for group in groups for one in group)
    else:
        points = tuple(_point(draft, group) for group in groups)
    return [tuple(definition), points, (*moves.benefits(draft), *moves.price(draft))]


def _datum(draft: Draft, one: Phrasing) -> Statement:
    """One line a property."""
    item = _item(draft, one)
    said = draft.say(f"• {sentence_case(item)}.", [one])
    draft.forms[said.text] = (item,)
    return said


def _point(draft: Draft, group: list[Phrasing]) -> Statement:
    """One line a theme: its heading, then what is known, divided by semicolons."""
    items = [_item(draft, one) for one in group]
    said = draft.say(f"• {THEMES[group[0].of.theme]}: {'; '.join(items)}.", group)
    draft.forms[said.text] = tuple(line for one in group if (line := draft.shape(one, "technical")))
    return said


def _item(draft: Draft, one: Phrasing) -> str:
    line = draft.shape(one, "technical")
    if line:
        return lower_first(line.removesuffix("."))
    if one.of.form == "verb":
        return one.of.source
    return f"{lower_first(one.of.label)} {one.of.spoken}" if one.of.form == "value" else one.of.value.removesuffix(".")


def _is_price(one: Phrasing) -> bool:
    """What the price tells: how it is billed."""
    return one.of.kind is not None and one.of.kind.key == "billing"


TECHNICAL = Plan(_write)
