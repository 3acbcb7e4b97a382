"""Strategy: position, message pillars and segments, each with the given fact or the stated group that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imperium.intelligences.grammar import join, lower_first, plural, sentence_case
from imperium.intelligences.product import Product
from imperium.intelligences.writer import Writer

PILLARS = 4


def strategy(writer: Writer, ages: tuple[int, int] | None, interests: Sequence[str]) -> dict[str, Any]:
    """Position, pillars, segments and what the copy will and won't say."""
    product = writer.product
    return {
        "positioning": positioning(product),
        "message_pillars": pillars(writer),
        "audience_segments": segments(product, ages, interests),
        "tone": writer.tone,
        "proof": [fact.given for fact in product.facts] + list(product.benefits),
        "limits": "Only what was given, or follows from its meaning, is claimed: no figures, awards, reviews or prices"
        " that weren't in the brief.",
    }


def positioning(product: Product) -> str:
    """One sentence: for whom, what, and by which facts."""
    people = f"For {product.people}: " if product.people else ""
    reasons = [lower_first(f.title) for f in product.facts if f.entry][:3]
    because = f" The reasons to look: {join(reasons)}." if reasons else ""
    return f"{sentence_case(people + product.intro)}.{because}"


def pillars(writer: Writer) -> list[dict[str, str]]:
    """One a fact, up to four; the given words are the proof. Without facts, what the category is for."""
    product = writer.product
    told = [
        {"title": f.title, "message": writer.meaning(f) or sentence_case(f.given), "proof": f.given}
        for f in product.facts
    ]
    if not told and product.category:
        use = product.category.texts("use")[0]
        told = [{"title": sentence_case(use), "message": f"What it is for: to {use}.", "proof": product.label}]
    return told[:PILLARS]


def segments(product: Product, ages: tuple[int, int] | None, interests: Sequence[str]) -> list[dict[str, Any]]:
    """A segment for each stated group, with the reason; ages hold for all. Nothing stated: the category's users."""
    age = {"ages": f"{ages[0]}–{ages[1]}"} if ages else {}
    found = [
        {
            "name": sentence_case(entry.texts("people")[0]),
            "reason": entry.texts("reason")[0],
            "reach_them": list(entry.texts("moments")),
            "interest": next((i for i in interests if i in entry.match), None),
            **age,
        }
        for entry in product.audiences
    ]
    if found:
        return [{key: value for key, value in segment.items() if value} for segment in found]
    name = (
        sentence_case(product.people)
        if product.people
        else f"People who look for {plural(product.noun) if product.noun else product.label}"
    )
    return [{"name": name, "reason": "Stated in the brief." if product.people else "No audience was given.", **age}]
