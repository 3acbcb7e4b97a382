"""Strategy: position, message pillars and segments, each with the given fact or the stated group that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imperium.intelligences.grammar import join, lower_first, plural, sentence_case
from imperium.intelligences.marketing.creative import scenery
from imperium.intelligences.product import Product
from imperium.intelligences.tone import VOICES
from imperium.intelligences.writer import Writer

PILLARS = 4
_UNEXPLAINED = "Named as given. Say in a sentence what it does for the user, and the copy can make more of it."


def strategy(writer: Writer, ages: tuple[int, int] | None, interests: Sequence[str]) -> dict[str, Any]:
    """Position, pillars, segments and what the copy will and won't say."""
    product = writer.product
    look, setting = scenery(product, writer.seed)
    return {
        "concept": concept(writer, look, setting[0]),
        "positioning": positioning(product),
        "message_pillars": pillars(writer),
        "audience_segments": segments(product, ages, interests),
        "tone": writer.tone,
        "proof": [fact.given for fact in product.facts] + list(product.benefits),
        "limits": "Only what was given, or follows from its meaning, is claimed: no figures, awards, reviews or prices"
        " that weren't in the brief.",
    }


def concept(writer: Writer, look: str, setting: str) -> dict[str, str]:
    """The idea that holds the pieces together: a line, the picture it lives in, and the voice."""
    line = writer.in_tone("creative").hook(90) or writer.opening()
    return {
        "line": line.text if line else writer.product.label,
        "look": look,
        "setting": setting,
        "voice": VOICES[writer.tone],
    }


def positioning(product: Product) -> str:
    """Offer, promise and reasons to believe, as far as they were given or follow from the kind of product."""
    summary = product.summary()
    offer = f"{product.name}, {summary}" if product.name and summary else sentence_case(summary) or product.label
    promise = f" The promise: {product.category.texts('use')[0]}." if product.category else ""
    given = [f.phrase for f in product.facts] + [lower_first(b) for b in product.benefits]
    reasons = f" Reasons to believe it: {join(given)}." if given else ""
    return f"The offer: {lower_first(offer) if not product.name else offer}.{promise}{reasons}"


def pillars(writer: Writer) -> list[dict[str, str]]:
    """One a fact, up to four; the given words are the proof. Without facts, what the category is for."""
    product = writer.product
    told = [{"title": f.title, "message": writer.meaning(f) or _UNEXPLAINED, "proof": f.given} for f in product.facts]
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
    return [
        {
            "name": name,
            "reason": "Stated in the brief." if product.people else "No audience was given, so this one is broad.",
            **age,
        }
    ]
