"""Texts for search engines: a title of at most 60 characters, a description of at most 155, key phrases, a slug."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imperium.intelligences.grammar import is_mass, join, plural, sentence_case, title_case
from imperium.intelligences.product_content.keyphrases import DocumentFrequencies, key_phrases
from imperium.intelligences.product_content.quantity import pattern, units
from imperium.intelligences.product_content.subject import Subject
from imperium.intelligences.seo import DESCRIPTION, KEYWORDS, TITLE, cut, slug


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """`focus` is the phrase that title, description and text are found by."""

    focus: str
    title: str
    meta_description: str
    keywords: tuple[str, ...]
    slug: str

    def as_dict(self) -> dict[str, object]:
        return {
            "focus": self.focus,
            "title": self.title,
            "meta_description": self.meta_description,
            "keywords": list(self.keywords),
            "slug": self.slug,
        }


def search_texts(subject: Subject, price: str | None, elsewhere: DocumentFrequencies | None = None) -> SearchTexts:
    """The texts for a subject. `elsewhere` says how common its words are in the rest of the catalogue."""
    return SearchTexts(
        focus=subject.focus,
        title=title(subject),
        meta_description=meta_description(subject, price),
        keywords=keywords(subject, elsewhere),
        slug=slug(subject.label),
    )


def title(subject: Subject, most: int = TITLE) -> str:
    """The name, the kind and the most telling property, as much as fits; the focus stands in it if it can."""
    offers = [offer for offer in _titles(subject) if len(offer) <= most]
    with_focus = [offer for offer in offers if subject.focus.lower() in offer.lower()]
    return next(iter([*with_focus, *offers]), cut(subject.label, most))


def meta_description(subject: Subject, price: str | None, most: int = DESCRIPTION) -> str:
    """What it is with what it has, then for whom and the price: the fullest version that fits."""
    offers = [offer for offer in _descriptions(subject, price) if len(offer) <= most]
    return max(offers, key=len) if offers else f"{cut(subject.label, most - 1)}."


def keywords(subject: Subject, elsewhere: DocumentFrequencies | None = None) -> tuple[str, ...]:
    """The focus, the name, then the key phrases of what was given."""
    product = subject.product
    given = [subject.kind, *(p.value for p in subject.properties if p.form not in ("sentence", "verb"))]
    found = [phrase.text for phrase in key_phrases(". ".join(filter(None, given)), KEYWORDS * 3, elsewhere)]
    things = subject.noun if is_mass(subject.noun) else plural(subject.noun)
    for_people = f"{things} for {product.people}" if things and product.people else ""
    named = [subject.focus, subject.name if subject.is_named else "", subject.kind, for_people]
    return tuple(_telling([*filter(None, named), *(text for text in found if _is_searched(text))]))[:KEYWORDS]


def _is_searched(text: str) -> bool:
    """Not a measure on its own."""
    return not text[0].isdigit() and text not in units() and any(len(word) > 3 for word in text.split())


def _telling(phrases: Iterable[str]) -> Iterator[str]:
    """Each once, without those that stand in one before."""
    said: list[str] = []
    for phrase in phrases:
        if not any(re.search(rf"(?<!\w){re.escape(phrase.lower())}(?!\w)", before) for before in said):
            said.append(phrase.lower())
            yield phrase


def _titles(subject: Subject) -> Iterator[str]:
    label, kind = sentence_case(subject.label), subject.kind
    lead = _noun_phrases(subject, 1)
    names_kind = not subject.is_named or subject.names_its_kind or not kind
    front = " ".join(word for word in [kind.removesuffix(subject.noun).strip()] if word)
    if not names_kind:
        yield from (_headline(f"{label}: {kind}{tail}") for tail in (f" with {lead}" if lead else "", ""))
        yield _headline(f"{label}: {subject.focus}")
        yield _headline(f"{label}: {subject.noun}")
    if not subject.is_named and kind:
        yield from (_headline(f"{kind}{tail}") for tail in (f" with {lead}" if lead else "", ""))
    if front and subject.is_named:
        yield from (_headline(f"{label}, {front}{tail}") for tail in (f", with {lead}" if lead else "", ""))
    yield from (_headline(f"{label}{tail}") for tail in (f" with {lead}" if lead else "", ""))


def _headline(text: str) -> str:
    """Headline capitals; measures stay as they are written."""
    measures = {word for match in pattern().finditer(text) if "-" not in match[0] for word in match[0].split()}
    both = zip(text.split(), title_case(text).split(), strict=True)
    return " ".join(written if written in measures else titled for written, titled in both)


def _descriptions(subject: Subject, price: str | None) -> Iterator[str]:
    people = subject.product.people
    tails = [f" For {people}." if people else "", f" {price}." if price else ""]
    for count in (3, 2, 1, 0):
        having = _noun_phrases(subject, count)
        said = f"{_head(subject)}{f' with {having}' if having else ''}."
        yield from (said + "".join(chosen) for chosen in (tails, tails[:1], tails[1:], ()))


def _head(subject: Subject) -> str:
    """`Aria 40: noise-cancelling headphones`, `Lumen desk lamp`, `Bamboo toothbrush`."""
    if not subject.is_named and subject.kind:
        return sentence_case(subject.kind)
    return f"{subject.label}: {subject.kind}" if subject.kind and not subject.names_its_kind else subject.label


def _noun_phrases(subject: Subject, count: int) -> str:
    """The most telling things that it has."""
    told = subject.before_noun if not subject.names_its_kind else ()
    ranked = sorted((one for one in subject.phrasings if one.of not in told), key=lambda one: -one.of.weight)
    found = [one.all("np")[0] for one in ranked if one.is_tellable and one.all("np")]
    return join(found[:count])
