"""Search: a responsive search ad, headlines and descriptions that can stand in any order.

Limits: headline 30, description 90 characters; 3 to 15 headlines, 2 to 4 descriptions (Google Ads Help, "About
responsive search ads").
"""

from imperium.intelligences.asset import Asset
from imperium.intelligences.grammar import plural, sentence_case, title_case
from imperium.intelligences.marketing.channel import Channel
from imperium.intelligences.writer import Sentence, Writer

HEADLINE = 30
DESCRIPTION = 90
MOST_HEADLINES = 15
MOST_DESCRIPTIONS = 4


def _write(writer: Writer, number: int) -> Asset | None:
    if number:
        return None
    headlines = _headlines(writer)
    descriptions = _descriptions(writer)
    text = "\n".join(
        ["Headlines", *(f"• {h}" for h in headlines), "", "Descriptions", *(f"• {d.text}" for d in descriptions)]
    )
    parts = {"headlines": headlines, "descriptions": [d.text for d in descriptions]}
    return Asset("search", "responsive_search_ad", text, parts, tuple(descriptions), _markdown(headlines, descriptions))


def _headlines(writer: Writer) -> list[str]:
    product = writer.product
    noun = product.noun
    offers = [
        product.name or "",
        title_case(product.kind),
        title_case(plural(noun)) if noun else "",
        *(title_case(f"{f.phrase} {noun}") for f in product.facts if f.form in ("adjective", "material") and noun),
        *(f.title for f in product.facts),
        *(sentence_case(f.given) for f in product.facts if f.given.lower() not in product.kind.lower()),
        f"For {product.people}" if product.people else "",
        writer.act(),
        f"{sentence_case(noun)} questions? Ask us" if noun else "",
        f"About {product.label}",
        "See all details",
        "Take a closer look",
    ]
    unique = {offer.lower(): offer for offer in reversed(offers) if 3 <= len(offer) <= HEADLINE}
    return list(reversed(unique.values()))[:MOST_HEADLINES]


def _descriptions(writer: Writer) -> list[Sentence]:
    short = writer.in_tone("casual")
    summary = f"{sentence_case(writer.product.summary() or writer.product.label)}. {writer.act()}."
    found = [Sentence(summary, writer.product.label)] if len(summary) <= DESCRIPTION else []
    while len(found) < MOST_DESCRIPTIONS and (line := short.something(DESCRIPTION)) is not None:
        found.append(line)
    fallback = (f"{writer.act()}.", f"All about {writer.product.label}, in one place.")
    while len(found) < 2:
        found.append(Sentence(fallback[len(found)][:DESCRIPTION]))
    return found


def _markdown(headlines: list[str], descriptions: list[Sentence]) -> str:
    heads = "\n".join(f"- {h} ({len(h)})" for h in headlines)
    return f"**Headlines**\n\n{heads}\n\n**Descriptions**\n\n" + "\n".join(
        f"- {d.text} ({len(d.text)})" for d in descriptions
    )


SEARCH = Channel(
    "Search ads", "search", 3000, "professional", 1, "Meets people at the moment when they are looking for it.", _write
)
