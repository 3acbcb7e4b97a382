"""Texts for search engines: title of at most 60 characters, description of at most 155, keywords and a slug."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from imperium.intelligences.grammar import is_mass, plural, sentence_case, singular, title_case
from imperium.intelligences.product import Product

TITLE = 60
DESCRIPTION = 155
KEYWORDS = 12


@dataclass(frozen=True, slots=True)
class Seo:
    title: str
    meta_description: str
    keywords: tuple[str, ...]
    slug: str

    def as_dict(self) -> dict[str, object]:
        return {
            "title": self.title,
            "meta_description": self.meta_description,
            "keywords": list(self.keywords),
            "slug": self.slug,
        }


def seo(product: Product, call: str) -> Seo:
    """The texts for a product; `call` is the call to action that ends the description where it fits."""
    return Seo(title(product), description(product, call), keywords(product), slug(product.label))


def title(product: Product, most: int = TITLE) -> str:
    """The product and what it is, as much as fits."""
    people = f" for {product.people}" if product.people else ""
    features = [f.given for f in product.facts if f.form == "noun"]
    heads = [f" with {feature}" for feature in features[:1]]
    if product.name and product.kind_is_news:
        tails = [f": {product.kind}{heads[0]}" if heads else "", f": {product.kind}{people}", f": {product.kind}"]
    else:
        tails = [f"{heads[0]}{people}" if heads else "", people, heads[0] if heads else ""]
    offers = [title_case(f"{product.label}{tail}") for tail in tails if tail]
    return next((o for o in [*offers, title_case(product.label)] if len(o) <= most), cut(product.label, most))


def description(product: Product, call: str, most: int = DESCRIPTION) -> str:
    """What it is with its features, then the call."""
    summary = product.summary()
    named = f"{product.name}: {summary}" if product.name and summary else sentence_case(summary) or product.label
    intro = sentence_case(product.intro)
    offers = [f"{named}. {call}.", f"{named}.", f"{intro}. {call}.", f"{intro}.", f"{product.label}. {call}."]
    return next((offer for offer in offers if len(offer) <= most), f"{cut(product.label, most - 1)}.")


def keywords(product: Product) -> tuple[str, ...]:
    """Phrases people may search for, made of given words only: the most particular first."""
    noun = product.noun
    things = plural(noun) if noun and not is_mass(noun) else noun
    describing = [f.phrase for f in product.facts if f.form in ("adjective", "material")]
    having = [f.given.lower() if not f.given.isupper() else f.given for f in product.facts if f.form == "noun"]
    offers = [
        product.name or "",
        product.kind,
        *(f"{word} {singular(noun)}" for word in describing if noun),
        *(f"{noun} with {feature}" for feature in having if noun),
        f"{things} for {product.people}" if noun and product.people else "",
        things,
        *having,
    ]
    unique = {offer.lower(): offer for offer in reversed([o.strip() for o in offers if o.strip()])}
    return tuple(reversed(unique.values()))[:KEYWORDS]


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 60 characters."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:60].strip("-") or "product"


def cut(text: str, most: int) -> str:
    """The text up to the last whole word that fits."""
    return text if len(text) <= most else text[: most + 1].rsplit(" ", 1)[0][:most]
